import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { setUpLink } from '../../src/sign-in/set-up.js';
import { readFeed } from '../../src/sources/read-feed.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const invisible = '\u200b\u2060';
const turned = 'Harbour \u202egnp';

describe('A name that can not be seen, or turns the text around it', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();

  const isRefused = async (agent: Agent, page: string, field: string, action = page) => {
    for (const name of [invisible, turned]) {
      await agent.visit(page);
      const { status } = await agent.submit({ [field]: name }, action);
      expect(status, page).to.equal(422);
      expect(agent.page(`#${field}-error`).text(), page).to.contain('Use characters that can be seen');
      expect(agent.page(`#${field}`).val(), page).to.equal(name);
    }
  };

  it('is refused by every form that asks for one', async () => {
    const admin = await signedIn(createApp(services), { roles: ['admin', 'editor'] });
    const team = await buildTeam({ name: 'Ports' });
    const other = await buildUser();
    for (const [page, field, action] of [
      ['/account', 'name'],
      ['/admin/people/invite', 'name'],
      [`/admin/people/${other.id}`, 'name'],
      ['/admin/teams', 'name'],
      ['/admin/locations', 'name'],
      [`/admin/teams/${team.id}`, 'name'],
      ['/admin/organization', 'name'],
      ['/admin/conversions/settings', 'keyName', '/admin/conversions/settings/keys'],
      ['/studio/topics', 'name'],
      ['/studio/guidelines/edit', 'title'],
      ['/studio/posts/new', 'title'],
    ] as const)
      await isRefused(admin, page, field, action);
  });

  it('is refused for the first organization', async () => {
    const stranger = createAgent(createApp(services));
    const page = new URL((await setUpLink(services))!).pathname;
    for (const field of ['organizationName', 'name']) await isRefused(stranger, page, field);
  });

  it('is refused in a list of people, with the reason', async () => {
    const admin = await signedIn(createApp(services), { roles: ['admin'] });
    const page = '/admin/people/list';
    await admin.visit(page);
    const { headers } = await admin.submit(
      { text: `${turned},a@example.com\n${invisible},b@example.com` },
      page,
    );
    await admin.visit(headers.location!);
    const reasons = admin.page('[data-part=problems] tbody td:nth-child(2)');
    expect(reasons.map((_, cell) => admin.page(cell).text()).get()).to.have.length(2);
    expect(reasons.text().match(/Use characters that can be seen/g)).to.have.length(2);
  });

  it('is not taken over from a feed', () => {
    const feed = (title: string, entry: string) =>
      readFeed(
        `<rss version="2.0"><channel><title>${title}</title><link>https://news.example.com/</link>` +
          `<item><title>${entry}</title><link>https://news.example.com/1</link></item></channel></rss>`,
        'https://news.example.com/feed',
      );
    expect(feed(invisible, 'One').title).to.equal('news.example.com');
    const { title, entries } = feed(turned, turned);
    expect([title, entries[0]!.title]).to.deep.equal(['Harbour gnp', 'Harbour gnp']);
    const { entries: none, unusable } = feed('News', invisible);
    expect([none.length, unusable[0]!.reason]).to.deep.equal([0, 'sources.unusable-no-title']);
  });
});
