import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { disclosureFor } from '../../src/guidelines/index.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import { currentGuideline } from '../../src/guidelines/find-guidelines.js';
import { GuidelineDraft, GuidelineVersion } from '../../src/guidelines/guideline.model.js';
import { buildPost } from '../posts/builders.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildGuideline } from './builders.js';

const german = { language: 'de', text: 'Ich arbeite bei Acme.' };
const brazilian = { language: 'pt-BR', text: 'Trabalho na Acme.' };
const portuguese = { language: 'pt', text: 'Trabalho na Acme, pois.' };

describe('The disclosure in the language of a post', () => {
  const guideline = (disclosures: (typeof german)[], disclosureLanguage: string | null = 'en') => ({
    disclosure: 'I work at Acme.',
    disclosureLanguage,
    disclosures,
  });

  for (const [language, expected, disclosures] of [
    ['de', german.text, [german]],
    ['DE', german.text, [german]],
    ['de-AT', german.text, [german]],
    ['pt', portuguese.text, [brazilian, portuguese]],
    ['pt-br', brazilian.text, [portuguese, brazilian]],
    ['pt-PT', portuguese.text, [portuguese, brazilian]],
    ['pt', brazilian.text, [german, brazilian]],
    ['fr', 'I work at Acme.', [german]],
    ['en', 'I work at Acme.', [german]],
    ['den', 'I work at Acme.', [german]],
  ] as const)
    it(`${language}: “${expected}” of ${disclosures.map((one) => one.language).join(', ')}`, () => {
      expect(disclosureFor(guideline([...disclosures]), language)).to.equal(expected);
    });

  it('is the main one where its language is the closest, or not known', () => {
    const american = { language: 'en-US', text: 'I work for Acme, folks.' };
    expect(disclosureFor(guideline([american]), 'en-GB')).to.equal('I work at Acme.');
    expect(disclosureFor(guideline([american], null), 'fr')).to.equal('I work at Acme.');
  });

  it('is empty without a guideline', () => {
    expect(disclosureFor(null, 'de')).to.equal('');
  });
});

describe('The wordings of a guideline', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  const page = '/studio/guidelines/edit';
  const text = { title: 'Taking part', markdown: 'Be kind.', disclosure: 'I work at Acme.' };
  const write = async (fields: Record<string, string | string[]>) => {
    const editor = await signedIn(createApp(services), { roles: ['editor'] });
    await editor.visit(page);
    return { editor, answer: await editor.submit({ ...text, ...fields }, page) };
  };
  const rows = (...wordings: [language: string, text: string][]) => ({
    furtherLanguage: wordings.map(([language]) => language),
    furtherWording: wordings.map(([, words]) => words),
  });

  it('are written in rows, saved, published, and offered with posts in their language', async () => {
    const { editor, answer } = await write({
      ...rows(['', ''], ['de', 'Ich arbeite bei Acme.'], ['', ''], ['pt', 'Trabalho na Acme.']),
      intent: 'save',
    });
    expect(answer.status).to.equal(303);
    await editor.visit(page);
    expect(editor.page('[name=disclosureLanguage]').val()).to.equal('en');
    const shown = editor.page('[name=furtherWording]').map((_, input) => editor.page(input).val() ?? '');
    expect(shown.get()).to.deep.equal(['Ich arbeite bei Acme.', 'Trabalho na Acme.', '', '', '']);
    expect((await editor.submit({ intent: 'publish' }, page)).status).to.equal(303);
    const inForce = (await currentGuideline())!;
    expect(inForce.disclosures).to.deep.equal([german, { language: 'pt', text: 'Trabalho na Acme.' }]);
    await editor.visit(`/studio/guidelines/${inForce.version}`);
    expect(editor.page('table [lang=de]').text()).to.equal('Ich arbeite bei Acme.');

    const advocate = await signedIn(createApp(services));
    await advocate.visit('/guidelines');
    expect(advocate.page('table').text()).to.contain('In German').and.contain('every other language');
    await acknowledgeGuideline(services, { actor: advocate.user, version: inForce.version });
    for (const [language, begins] of [
      ['de', 'Ich arbeite bei Acme.'],
      ['fr', 'I work at Acme.'],
    ] as const) {
      const post = await buildPost({ services, language, suggestedCopy: ['Hier ist es.'] });
      await advocate.visit(`/posts/${post.id}`);
      expect(advocate.page('#disclosure').text()).to.contain(begins);
      expect(advocate.page('[data-preview]').text()).to.equal(`${begins} Hier ist es.`);
      const shared = await advocate.submit(
        { network: 'x', caption: 'Seht her.' },
        `/posts/${post.id}/shares`,
      );
      const text = new URL(shared.headers.location!).searchParams.get('text');
      expect(text).to.equal(`${begins} Seht her.`);
    }
  });

  it('are taken out by emptying a row', async () => {
    const { editor } = await write({ ...rows(['de', 'Ich arbeite bei Acme.']), intent: 'save' });
    await editor.visit(page);
    await editor.submit({ ...rows(['', '']), intent: 'save' }, page);
    expect((await GuidelineDraft.findOne().lean())!.disclosures).to.deep.equal([]);
  });

  it('have a message beside each field that is wrong, and nothing typed is lost', async () => {
    const { editor, answer } = await write({
      title: '',
      ...rows(['de', ''], ['', 'Trabalho na Acme.'], ['fr', 'x'.repeat(121)], ['en', 'I do.'], ['xx', 'Eh.']),
      intent: 'save',
    });
    expect(answer.status).to.equal(422);
    const invalid = editor.page('[aria-invalid=true]').map((_, field) => editor.page(field).attr('id'));
    expect(invalid.get()).to.deep.equal([
      'title',
      'disclosures.0.text',
      'disclosures.1.language',
      'disclosures.2.text',
      'disclosures.3.language',
      'disclosures.4.language',
    ]);
    for (const { attribs } of editor.page('.error-summary a').get())
      expect(editor.page(`[id="${attribs.href!.slice(1)}"]`), attribs.href).to.have.length(1);
    expect(editor.page('[id="disclosures.2.text"]').val()).to.have.length(121);
    expect(editor.page('[id="disclosures.2.language"]').val()).to.equal('fr');
    expect(await GuidelineDraft.countDocuments()).to.equal(0);
  });

  it('are refused for a language that stands above, however many rows are sent', async () => {
    const twice = await write({ ...rows(['de', 'Eins.'], ['de', 'Zwei.']), intent: 'publish' });
    expect(twice.answer.status).to.equal(422);
    expect(twice.editor.page('[aria-invalid=true]').attr('id')).to.equal('disclosures.1.language');
    const many = Array.from({ length: 200 }, (): [string, string] => ['de', 'Eins.']);
    const { editor, answer } = await write({ ...rows(...many), intent: 'publish' });
    expect(answer.status).to.equal(422);
    expect(editor.page('.error-summary li')).to.have.length(199);
    expect(await GuidelineVersion.countDocuments()).to.equal(0);
  });

  it('are shown next to those of a colleague who was faster, and may then replace them', async () => {
    const app = createApp(services);
    const [ana, ben] = [
      await signedIn(app, { roles: ['editor'] }),
      await signedIn(app, { roles: ['editor'] }),
    ];
    for (const agent of [ana, ben]) await agent.visit(page);
    const byAna = { ...text, ...rows(['de', 'Worte von Ana.']), disclosureLanguage: 'fr', intent: 'save' };
    expect((await ana.submit(byAna, page)).status).to.equal(303);
    const byBen = { ...text, ...rows(['de', 'Worte von Ben.']), intent: 'save' };
    expect((await ben.submit(byBen, page)).status).to.equal(409);
    const stored = ben.page('#conflict textarea').text();
    expect(stored).to.contain('German: Worte von Ana.').and.contain('French').and.not.contain('Be kind');
    expect(ben.page('[name=furtherWording]').first().val()).to.equal('Worte von Ben.');
    expect((await ben.submit({}, page)).status).to.equal(303);
    expect((await GuidelineDraft.findOne().lean())!.disclosures![0]!.text).to.equal('Worte von Ben.');
  });

  it('are none in what an earlier release stored', async () => {
    const { version } = await buildGuideline(services);
    const before = { $unset: { disclosures: 1, disclosureLanguage: 1 } };
    await GuidelineVersion.collection.updateOne({ version }, before);
    expect(await currentGuideline()).to.deep.include({ disclosures: [], disclosureLanguage: null });
    const editor = await signedIn(createApp(services), { roles: ['editor'] });
    await editor.visit(page);
    expect(editor.page('[name=disclosureLanguage]').val()).to.equal('en');
    expect((await editor.submit({ intent: 'save' }, page)).status).to.equal(303);
    expect(await GuidelineDraft.findOne().lean()).to.deep.include({
      disclosures: [],
      disclosureLanguage: 'en',
    });
  });
});
