import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import {
  acknowledgeGuideline,
  currentGuideline,
  hasAcknowledged,
  publishGuideline,
} from '../../src/guidelines/index.js';
import { renderGuideline } from '../../src/guidelines/render-guideline.js';
import { renderMarkdown } from '../../src/guidelines/render-markdown.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { longestBlock, timeHere } from '../support/longest-block.js';
import { createTestServices } from '../support/services.js';
import { buildGuideline } from './builders.js';

describe('Participation guidelines', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  const app = () => createApp(services);

  it('are acknowledged once per version, and a new version asks again', async () => {
    const { id } = await buildUser();
    expect(await hasAcknowledged(id)).to.equal(true);
    const first = await buildGuideline(services);
    expect(await hasAcknowledged(id)).to.equal(false);
    await acknowledgeGuideline(services, { userId: id, version: first.version });
    expect(await hasAcknowledged(id)).to.equal(true);
    await buildGuideline(services);
    expect(await hasAcknowledged(id)).to.equal(false);
  });

  it('cannot be acknowledged in a version that is no longer in force', async () => {
    const { id } = await buildUser();
    const old = await buildGuideline(services);
    await buildGuideline(services);
    let refused: unknown;
    await acknowledgeGuideline(services, { userId: id, version: old.version }).catch(
      (error: unknown) => (refused = error),
    );
    expect(refused).to.have.property('name', 'NotAllowedNow');
    expect(await hasAcknowledged(id)).to.equal(false);
  });

  it('hold up nobody else while a text is rendered, however it is built', async () => {
    await renderGuideline('The thread starts with the first.');
    const hostile = '**a'.repeat(16_000);
    const here = timeHere(() => renderMarkdown(hostile));
    expect(await longestBlock(() => renderGuideline(hostile))).to.be.lessThan(here / 2);
    expect(await renderGuideline(hostile)).to.equal(renderMarkdown(hostile));
  });

  it('are rendered once, however many read them', async () => {
    const text = `# ${'**a'.repeat(10_000)}`;
    const first = renderGuideline(text);
    await first;
    const began = performance.now();
    for (let n = 0; n < 1_000; n += 1) await renderGuideline(text);
    expect(performance.now() - began).to.be.lessThan(timeHere(() => renderMarkdown(text)) * 100);
  });

  it('show no preview of a text that is too long, and say so', async () => {
    const editor = await signedIn(app(), { roles: ['editor'] });
    await editor.visit('/studio/guidelines/edit');
    const markdown = '![ '.repeat(20_000);
    const response = await editor.submit(
      { title: 'a', markdown, disclosure: 'a' },
      '/studio/guidelines/edit',
    );
    expect(response.status).to.equal(422);
    expect(editor.page('#markdown-error').text()).to.contain('50,000');
    expect(editor.page('textarea[name=markdown]').text().trim()).to.equal(markdown.trim());
    expect(editor.page('.prose').text()).not.to.contain('![');
  });

  it('lead back to the page that asked for them once the box is ticked', async () => {
    await buildGuideline(services);
    const agent = await signedIn(app());
    await agent.visit('/guidelines?next=/posts/1');
    const untouched = await agent.submit({}, '/guidelines');
    expect(untouched.status).to.equal(422);
    expect(agent.page('#agreed').attr('aria-invalid')).to.equal('true');
    // Next to the box, not at the top of a long text.
    expect(agent.page('form:has(#agreed) .error-summary')).to.have.lengthOf(1);
    expect(agent.page('.error-summary')).to.have.lengthOf(1);
    const ticked = await agent.submit({ agreed: 'yes' }, '/guidelines');
    expect([ticked.status, ticked.headers.location]).to.deep.equal([303, '/posts/1']);
    await agent.visit('/guidelines');
    expect(agent.page('.flash').text()).to.contain('Thank you');
    await agent.visit('/guidelines');
    expect(agent.page('.flash')).to.have.lengthOf(0);
    expect(await hasAcknowledged(agent.user.id)).to.equal(true);
  });

  it('never lead to another site', async () => {
    await buildGuideline(services);
    const agent = await signedIn(app());
    for (const next of ['//evil.example', '/%5Cevil.example', '/%09/evil.example', 'https://evil.example']) {
      await agent.visit(`/guidelines?next=${next}`);
      expect(agent.page('input[name=next]').val(), next).to.equal('/feed');
    }
    const sent = await agent.submit({ agreed: 'yes', next: '//evil.example' }, '/guidelines');
    expect(sent.headers.location).to.equal('/feed');
  });

  it('are drafted in private and published by an editor, who then sees who acknowledged them', async () => {
    const editor = await signedIn(app(), { roles: ['advocate', 'editor'] });
    await editor.visit('/studio/guidelines/edit');
    const text = { title: 'Rules', markdown: '# Be kind', disclosure: 'I work at Acme.' };
    await editor.submit({ ...text, intent: 'save' }, '/studio/guidelines/edit');
    expect(await currentGuideline()).to.equal(null);
    await editor.visit('/studio/guidelines/edit');
    expect(editor.page('#title').val()).to.equal('Rules');
    await editor.submit({ intent: 'publish' }, '/studio/guidelines/edit');
    const { version } = (await currentGuideline())!;
    await acknowledgeGuideline(services, { userId: editor.user.id, version });
    await editor.visit(`/studio/guidelines/${version}`);
    expect(editor.page('aside').text()).to.contain(editor.user.name);
  });

  it('keep what was typed when something is missing, with the message next to the field', async () => {
    const editor = await signedIn(app(), { roles: ['editor'] });
    await editor.visit('/studio/guidelines/edit');
    const response = await editor.submit(
      { title: '', markdown: 'Long text', disclosure: '' },
      '/studio/guidelines/edit',
    );
    expect(response.status).to.equal(422);
    expect(editor.page('#markdown').val()).to.equal('Long text');
    expect(editor.page('#title').attr('aria-invalid')).to.equal('true');
  });

  it('are closed to people who are not editors', async () => {
    const advocate = await signedIn(app());
    expect((await advocate.visit('/studio/guidelines')).status).to.equal(403);
  });

  it('get one version number each when two editors publish at once', async () => {
    const { id } = await buildUser({ roles: ['editor'] });
    const text = { title: 'Rules', markdown: 'Be kind', disclosure: 'I work at Acme.', authorId: id };
    const both = await Promise.allSettled([
      publishGuideline(services, text),
      publishGuideline(services, text),
    ]);
    const numbers = both.flatMap((result) => (result.status === 'fulfilled' ? [result.value.version] : []));
    expect(new Set(numbers).size).to.equal(numbers.length);
    expect(numbers).to.include((await currentGuideline())!.version);
  });
});

describe('The text of guidelines', () => {
  it('shows raw HTML as text and runs nothing', () => {
    const html = renderMarkdown(
      '<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>',
    );
    expect(html).to.not.match(/<(script|img)/);
    expect(html).to.not.contain('href="javascript');
  });

  it('steps its headings down below the heading of the page', () => {
    expect(renderMarkdown('# One\n\n## Two')).to.match(/<h2>One<\/h2>\s*<h3>Two<\/h3>/);
  });
});
