import type { RequestListener } from 'node:http';
import type { CheerioAPI } from 'cheerio';
import { Organization } from '../../src/organization/organization.model.js';
import { createAgent } from '../support/agent.js';

/** When the fixture's pages are looked at: the sample organization was made in the minutes before. */
export const lookedAtAt = new Date('2026-11-29T14:30:00Z');

const weeks = 'from=2026-09-06&to=2026-11-29';
const samplePassword = 'fair-wind-and-calm-sea';

/** What the pages say to the sample's admin and to one of its advocates, by name. Plain words and numbers. */
export async function figuresOf(app: RequestListener) {
  // Otherwise reports show published weeks, not the days of then.
  await Organization.updateOne({}, { visibility: 'individual' });
  const admin = await signIn(app, 'marta@marram-ferries.example');
  await admin.visit(`/reports/results?${weeks}&by=network`);
  const report = headline(admin.page);
  const byNetwork = rows(admin.page);
  await admin.visit(`/reports/results?${weeks}&by=post`);
  const byPost = rows(admin.page);

  const advocate = await signIn(app, 'amara@marram-ferries.example');
  await advocate.visit('/me/shares');
  const [shares, clicks, visitors, conversions] = words(advocate.page('.lead').text()).match(/\d+/g)!;
  const results = { Shares: shares, Clicks: clicks!, Visitors: visitors!, Conversions: conversions! };
  await advocate.visit('/feed');
  const waiting = advocate.page('.pick, .post-card').length;
  const feed = { waiting, posts: waiting + advocate.page('.folded li').length };
  return { report, byNetwork, byPost, results, feed };
}

async function signIn(app: RequestListener, email: string) {
  const agent = createAgent(app);
  await agent.visit('/sign-in');
  const { status, text } = await agent.submit({ email, password: samplePassword });
  if (status !== 303) throw new Error(`${email} could not sign in: ${status} ${text}`);
  return agent;
}

const words = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The figures at the top of a page: label → value. */
function headline(page: CheerioAPI): Record<string, string> {
  const figures = page('dl.figures > div').toArray();
  return Object.fromEntries(
    figures.map((one) => [words(page('dt', one).text()), words(page('dd', one).first().text())]),
  );
}

/** The lines of the breakdown: name → column → value. */
function rows(page: CheerioAPI): Record<string, Record<string, string>> {
  const table = page('table[aria-labelledby=lines-title], table:has(#lines-title)').first();
  const columns = page('thead th', table)
    .toArray()
    .slice(1)
    .map((one) => words(page(one).text()));
  const lines = page('tbody tr', table).toArray();
  return Object.fromEntries(
    lines.map((line) => {
      const cells = page('td', line)
        .toArray()
        .map((one) => words(page(one).text()));
      return [
        words(page('th', line).text()),
        Object.fromEntries(columns.map((column, i) => [column, cells[i]!])),
      ];
    }),
  );
}
