import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { largestForm } from '../../src/platform/http/read-form.js';
import { buildDraft, buildPost } from '../posts/builders.js';
import { buildGuideline } from '../guidelines/builders.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

/** One unit of a text takes at most so many bytes in a form: a sign of three bytes in UTF-8, each written as %XX. */
const bytesPerUnit = 9;

describe('A form that is too large', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  let app: App;
  beforeEach(() => (app = createApp(services)));

  const post = async (agent: Pick<Agent, 'visit' | 'page' | 'http'>, fields: Record<string, string>) => {
    await agent.visit('/account');
    const _csrf = agent.page('[name=_csrf]').first().val() as string;
    return agent.http
      .post('/account')
      .type('form')
      .send(new URLSearchParams({ _csrf, _page: '/account', ...fields }).toString());
  };

  it('is answered with what happened, how much may be sent, and how to get at what was typed', async () => {
    const agent = await signedIn(app);
    const answer = await post(agent, { name: 'x'.repeat(largestForm) });
    expect(answer.status).to.equal(413);
    expect(answer.text).to.contain('512 KB').and.contain('nothing was saved').and.contain('Go back');
    expect(answer.headers['cache-control']).to.equal('no-store');
    // As any page of somebody signed in.
    expect(answer.text).to.contain('action="/sign-out"').and.contain('href="/feed"');
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`f${n}`, '1']));
    const fields = await post(agent, many);
    expect(fields.status).to.equal(413);
    expect(fields.text).to.contain('too many fields');
  });

  it('says how much a stranger may send, too', async () => {
    const answer = await createAgent(app)
      .http.post('/sign-in')
      .type('form')
      .send(`email=${'x'.repeat(20_000)}`);
    expect(answer.status).to.equal(413);
    expect(answer.text).to.contain('16 KB').and.not.contain('action="/sign-out"');
  });

  it('can’t be typed: every field for long texts takes so much that its whole form fits', async () => {
    const files = readdirSync('views', { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.handlebars'))) {
      const template = readFileSync(`views/${file}`, 'utf8');
      const fields = [
        ...(template.match(/\{\{> textarea [^}]*\}\}/g) ?? []),
        ...(template.match(/<textarea[^>]*>/g) ?? []),
      ];
      for (const field of fields) expect(field, file).to.match(/maxlength|readonly/);
    }
    await buildGuideline(services);
    const { id: postId } = await buildPost({ services });
    const { id: draftId } = await buildDraft({ services });
    const agent = await signedIn(app, { roles: ['admin'] });
    const pages = [
      '/studio/guidelines/edit',
      '/studio/posts/new',
      `/studio/posts/${draftId}/edit`,
      `/studio/posts/${postId}/edit`,
      `/studio/posts/${postId}/recall`,
      '/admin/conversions/import',
      '/admin/conversions/settings',
      '/admin/organization',
      `/posts/${postId}`,
    ];
    let texts = 0;
    for (const path of pages) {
      expect((await agent.visit(path)).status, path).to.equal(200);
      agent.page('form[method=post]').each((_, form) => {
        const fields = agent.page(form).find('textarea:not([readonly]), input[maxlength]').toArray();
        texts += agent.page(form).find('textarea:not([readonly])').length;
        const units = fields.reduce((sum, field) => sum + Number(agent.page(field).attr('maxlength')), 0);
        // What else is in a form is short: tokens, choices, days.
        expect(units * bytesPerUnit, path).to.be.lessThan(largestForm - 32 * 1024);
      });
    }
    expect(texts).to.be.greaterThan(10);
  });
});
