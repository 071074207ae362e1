import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { hasAcknowledged, publishGuideline } from '../../src/guidelines/index.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import { currentGuideline } from '../../src/guidelines/find-guidelines.js';
import { renderGuideline } from '../../src/guidelines/render-guideline.js';
import { renderMarkdown } from '../../src/guidelines/render-markdown.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { longestBlock, timeHere } from '../support/longest-block.js';
import { createTestServices } from '../support/services.js';
import { buildPost } from '../posts/builders.js';
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
    await acknowledgeGuideline(services, { actor: acting('advocate', id), version: first.version });
    expect(await hasAcknowledged(id)).to.equal(true);
    await buildGuideline(services);
    expect(await hasAcknowledged(id)).to.equal(false);
  });

  it('cannot be acknowledged in a version that is no longer in force', async () => {
    const { id } = await buildUser();
    const old = await buildGuideline(services);
    await buildGuideline(services);
    let refused: unknown;
    await acknowledgeGuideline(services, { actor: acting('advocate', id), version: old.version }).catch(
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
    expect(await renderGuideline(hostile)).to.deep.equal(renderMarkdown(hostile));
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
    expect(editor.page('#markdown-error').text()).to.contain('at most 50.000 characters');
    expect(editor.page('textarea[name=markdown]').text().trim()).to.equal(markdown.trim());
    expect(editor.page('.prose').text()).not.to.contain('![');
  });

  it('say in the editor when there are too many headings for a list of contents', async () => {
    const editor = await signedIn(app(), { roles: ['editor'] });
    for (const [count, words] of [
      [
        101,
        'There are 101 headings of one level. With more than 100, the guidelines have no list of contents.',
      ],
      [100, ''],
    ] as const) {
      await editor.visit('/studio/guidelines/edit');
      const text = { title: 'a', markdown: '# a\n\n'.repeat(count), disclosure: 'a' };
      await editor.submit({ ...text, intent: 'save' }, '/studio/guidelines/edit');
      await editor.visit('/studio/guidelines/edit');
      expect(editor.page('aside .notice').text(), String(count)).to.contain(words);
      expect(editor.page('aside .notice')).to.have.length(words ? 1 : 0);
    }
  });

  it('say on the page of a post whether they are read for the first time, or have changed', async () => {
    await buildGuideline(services);
    const post = await buildPost({ services });
    const agent = await signedIn(app());
    await agent.visit(`/posts/${post.id}`);
    expect(agent.page('main').text()).to.contain('It takes a few minutes, once');
    await acknowledgeGuideline(services, { actor: agent.user, version: 1 });
    await buildGuideline(services, { markdown: 'Another text.' });
    await agent.visit(`/posts/${post.id}`);
    expect(agent.page('main').text())
      .to.contain('The guidelines have changed')
      .and.contain('Please read what changed')
      .and.not.contain('once');
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
    await acknowledgeGuideline(services, { actor: editor.user, version });
    await editor.visit(`/studio/guidelines/${version}`);
    expect(editor.page('main').text())
      .to.contain('One person has acknowledged')
      .and.contain(editor.user.name);
  });

  it('are compared word by word: a draft with the version in force, and versions with each other', async () => {
    const editor = await signedIn(app(), { roles: ['editor'] });
    const text = { title: 'Rules', disclosure: 'I work at Acme.' };
    const edit = '/studio/guidelines/edit';
    const send = async (markdown: string, intent: string) => {
      await editor.visit(edit);
      // As a browser sends lines.
      await editor.submit({ ...text, markdown: markdown.replaceAll('\n', '\r\n'), intent }, edit);
    };
    await send('## Kind\n\nBe kind to people.', 'publish');
    expect((await editor.visit('/studio/guidelines/compare')).status).to.equal(200);
    expect(editor.page('main').text()).to.contain('the same words');
    await send('## Kind\n\nBe kind to everybody.', 'save');
    await editor.visit(edit);
    expect(editor.page('.comparison del').text()).to.contain('people');
    expect(editor.page('.comparison ins').text()).to.contain('everybody');
    expect(editor.page('.comparison dt').text()).to.equal('Text');
    // What everybody reads stays as it is published.
    await editor.visit('/guidelines');
    expect(editor.page('main').text()).to.contain('Be kind to people.');
    await send('## Kind\n\nBe kind to everybody.', 'publish');
    await send('## Kind\n\nBe fair to everybody.', 'publish');
    const compared = async (query: string) => {
      expect((await editor.visit(`/studio/guidelines/compare${query}`)).status).to.equal(200);
      return editor.page('.comparison ins').text();
    };
    expect(await compared(''))
      .to.contain('fair')
      .and.not.contain('everybody');
    expect(await compared('?from=1&to=3'))
      .to.contain('fair')
      .and.contain('everybody');
    expect(await compared('?from=3&to=1')).to.contain('people');
    expect(await compared('?from=x&to[$gt]=1')).to.contain('fair');
    expect((await editor.visit('/studio/guidelines/compare?from=1&to=9')).status).to.equal(404);
    const advocate = await signedIn(app());
    expect((await advocate.visit('/studio/guidelines/compare')).status).to.equal(403);
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
    const actor = await buildUser({ roles: ['editor'] });
    const text = { actor, title: 'Rules', markdown: 'Be kind', disclosure: 'I work at Acme.' };
    const both = await Promise.allSettled([
      publishGuideline(services, text),
      publishGuideline(services, text),
    ]);
    const numbers = both.flatMap((result) => (result.status === 'fulfilled' ? [result.value.version] : []));
    expect(new Set(numbers).size).to.equal(numbers.length);
    expect(numbers).to.include((await currentGuideline())!.version);
  });
});

describe('The page of the guidelines', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  const text = (...parts: string[]) => ({ title: 'Sharing', markdown: parts.join('\n\n') });
  const [one, two, three] = ['# One\n\nA.', '# Two\n\nB.', '# Three\n\nC.'];

  /** An advocate who acknowledged the first of these versions, on the page of the last. */
  async function reader(first: Parameters<typeof buildGuideline>[1], ...later: (typeof first)[]) {
    const agent = await signedIn(createApp(services));
    const { version } = await buildGuideline(services, first);
    await acknowledgeGuideline(services, { actor: agent.user, version });
    for (const next of later) await buildGuideline(services, next);
    await agent.visit('/guidelines');
    return agent;
  }
  const heading = ({ page }: Awaited<ReturnType<typeof reader>>) => page('h1').text();
  const marked = ({ page }: Awaited<ReturnType<typeof reader>>) =>
    page('.part.is-changed')
      .map((_, part) => page(part).find('h2').text() || 'intro')
      .get();

  it('says how many things changed since the reader last agreed, and marks them', async () => {
    const agent = await reader(
      text('Hello.', one, two, three),
      text('Never seen.'),
      text('Hi.', '# One\n\nOther words.', three, '# Four\n\nD.'),
    );
    expect(heading(agent)).to.equal('Sharing: four things changed since you last agreed');
    expect(marked(agent)).to.deep.equal(['intro', '1. One', '3. Four']);
    expect(agent.page('.guideline-text').text()).to.contain('Of version 1, this part is gone: “Two”.');
    expect(agent.page('.contents-folded summary').text()).to.contain('4 parts, 2 changed');
    const hrefs = agent
      .page('.contents a')
      .map((_, link) => agent.page(link).attr('href'))
      .get();
    expect(hrefs).to.deep.equal(['#part-one', '#part-three', '#part-four', '#wordings']);
    for (const href of hrefs) expect(agent.page(`[id="${href.slice(1)}"]`), href).to.have.length(1);
  });

  it('says so of one thing, and of many', async () => {
    const single = await reader(text(one, two), text(one, '# Two\n\nX.'));
    expect(heading(single)).to.equal('Sharing: one thing changed since you last agreed');
    const parts = (words: string) => Array.from({ length: 10 }, (_, n) => `# Part ${n}\n\n${words}`);
    const many = await reader(text(...parts('A.')), text(...parts('B.')));
    expect(heading(many)).to.equal('Sharing: 10 things changed since you last agreed');
  });

  it('bears only its title for somebody who never agreed, or agreed to the version in force', async () => {
    const agent = await signedIn(createApp(services));
    const { version } = await buildGuideline(services, text(one, two));
    await agent.visit('/guidelines');
    expect(agent.page('h1').text()).to.equal('Sharing');
    expect(agent.page('.acknowledgement').text()).to.contain('You have reached the end');
    expect(agent.page('.acknowledgement a').attr('href')).to.equal('/feed');
    await acknowledgeGuideline(services, { actor: agent.user, version });
    await agent.visit('/guidelines');
    expect(agent.page('h1').text()).to.equal('Sharing');
    expect(agent.page('main').text()).to.contain('you acknowledged it on');
    expect(agent.page('form[action="/guidelines"]')).to.have.length(0);
    expect(marked(agent)).to.deep.equal([]);
  });

  it('stays readable where a text takes too long to render', async () => {
    const agent = await reader(text(one, two), { markdown: `<b>${'x'.repeat(50_001)}` });
    expect(agent.page('.prose pre').text()).to.contain('<b>xxx');
  });

  it('shows editors what a version changed, and what a draft will change', async () => {
    await buildGuideline(services, text(one, two));
    await buildGuideline(services, text(one, '# Two\n\nX.'));
    const editor = await signedIn(createApp(services), { roles: ['editor'] });
    await editor.visit('/studio/guidelines/2');
    expect(editor.page('.lead').text()).to.equal('One thing changed since version 1.');
    expect(marked(editor)).to.deep.equal(['2. Two']);
    await editor.visit('/studio/guidelines/1');
    expect(marked(editor)).to.deep.equal([]);
    await editor.visit('/studio/guidelines/edit');
    expect(marked(editor)).to.deep.equal([]);
    await editor.submit(
      { markdown: `# One\n\nY.\n\n# Two\n\nX.`, intent: 'save' },
      '/studio/guidelines/edit',
    );
    await editor.visit('/studio/guidelines/edit');
    expect(marked(editor)).to.deep.equal(['1. One']);
  });
});
