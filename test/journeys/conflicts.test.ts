import { expect } from 'chai';
import { createLocation } from '../../src/accounts/manage-locations.js';
import mongoose, { Types } from 'mongoose';
import { createApp } from '../../src/app.js';
import { saveGuidelineDraft } from '../../src/guidelines/publish-guideline.js';
import { GuidelineDraft, GuidelineVersion } from '../../src/guidelines/guideline.model.js';
import { migration } from '../../src/migrations/010-number-guideline-drafts.js';
import { createOrganization, getOrganization } from '../../src/organization/index.js';
import { submitPost } from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { createTopic } from '../../src/posts/topics.js';
import {
  getConversionSettings,
  updateConversionSettings,
} from '../../src/conversions/conversion-settings.model.js';
import { deactivatePerson } from '../../src/accounts/access-of-person.js';
import { createTeam, updateTeam } from '../../src/accounts/manage-teams.js';
import { mergeTeam } from '../../src/accounts/merge-team.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { acting } from '../support/actors.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { buildTeam, buildUser, password } from '../support/builders.js';
import { onceReached } from '../support/once-reached.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { Tactic } from '../../src/strategy/index.js';
import { changeStep } from '../../src/strategy/write-step.js';
import { buildDraft, buildPost } from '../posts/builders.js';
import { buildFunnel, stepInput } from '../strategy/builders.js';

const long = 'A sentence that took time to write. '.repeat(1_300).trim();

describe('Two people at one form', () => {
  let services: TestServices;
  let ana: Awaited<ReturnType<typeof signedIn>>;
  let ben: typeof ana;

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services = createTestServices();
    const app = createApp(services);
    ana = await signedIn(app, { name: 'Ana', roles: ['editor', 'approver', 'admin'] });
    ben = await signedIn(app, { name: 'Ben', roles: ['editor', 'approver', 'admin'] });
  });

  const stored = (agent: Pick<Agent, 'page'>) => agent.page('#conflict textarea').text();

  describe('of the guidelines', () => {
    const page = '/studio/guidelines/edit';
    const text = (markdown: string, intent: string) => ({
      title: 'Taking part',
      markdown,
      disclosure: 'I work at Acme.',
      intent,
    });
    const openBoth = async () => {
      await ana.visit(page);
      await ben.visit(page);
    };

    for (const first of ['save', 'publish'])
      for (const second of ['save', 'publish'])
        it(`the second does not replace the first unseen: ${first}, then ${second}`, async () => {
          await openBoth();
          expect((await ana.submit(text('Words of Ana.', first), page)).status).to.equal(303);
          const answer = await ben.submit(text(long, second), page);
          expect(answer.status).to.equal(409);
          expect(ben.page('#conflict').text()).to.contain('Ana').and.contain('while you wrote');
          expect(stored(ben)).to.contain('Words of Ana.');
          expect(ben.page('#markdown').val()).to.contain(long);
          const all = JSON.stringify([
            await GuidelineDraft.find().lean(),
            await GuidelineVersion.find().lean(),
          ]);
          expect(all).to.contain('Words of Ana.').and.not.contain(long);
          // Having seen it, Ben may go on.
          expect((await ben.submit({ intent: second }, page)).status).to.equal(303);
          const [kept] =
            second === 'save'
              ? await GuidelineDraft.find().lean()
              : await GuidelineVersion.find().sort({ version: -1 }).lean();
          expect(kept!.markdown).to.equal(long);
        });

    it('the second hears of a third who was first again', async () => {
      await openBoth();
      await ana.submit(text('First.', 'save'), page);
      await ben.submit(text(long, 'save'), page);
      await ana.visit(page);
      await ana.submit(text('Second.', 'save'), page);
      expect((await ben.submit({ intent: 'save' }, page)).status).to.equal(409);
      expect(stored(ben)).to.contain('Second.');
      expect(ben.page('#markdown').val()).to.contain(long);
    });

    it('a draft that a crash left behind the version made of it can be saved', async () => {
      await ana.visit(page);
      await ana.submit(text('Words of Ana.', 'save'), page);
      await ana.visit(page);
      onceReached('remove.ready', () => Promise.reject(new Error('killed')));
      expect((await ana.submit({ intent: 'publish' }, page)).status).to.equal(500);
      expect(await GuidelineVersion.countDocuments()).to.equal(1);
      await ben.visit(page);
      expect((await ben.submit(text('Words of Ben.', 'save'), page)).status).to.equal(303);
      expect((await GuidelineDraft.findOne().lean())!.markdown).to.equal('Words of Ben.');
    });

    it('a draft saved at the moment of a publication does not replace the new version unseen', async () => {
      await openBoth();
      onceReached('create.ready', () => ben.submit(text('An important rule of Ben.', 'publish'), page));
      expect((await ana.submit(text('Words of Ana.', 'save'), page)).status).to.equal(303);
      await ana.visit(page);
      expect(ana.page('#markdown').val()).to.contain('Words of Ana.');
      for (const intent of ['save', 'publish']) {
        await ana.visit(page);
        expect((await ana.submit({ intent }, page)).status, intent).to.equal(409);
        expect(ana.page('#conflict').text()).to.contain('Ben published');
        expect(stored(ana)).to.contain('An important rule of Ben.');
      }
      // Having seen it, Ana may go on: what she saves is based on it.
      expect((await ana.submit({ intent: 'save' }, page)).status).to.equal(303);
      await ana.visit(page);
      expect((await ana.submit({ intent: 'publish' }, page)).status).to.equal(303);
    });

    it('a form without a revision replaces nothing', async () => {
      await ana.visit(page);
      await ana.submit(text('Words of Ana.', 'save'), page);
      await ben.visit(page);
      const answer = await ben.submit({ ...text('Unseen.', 'save'), revision: '', version: '' }, page);
      expect(answer.status).to.equal(409);
    });

    it('a draft from before drafts had revisions can be saved once it is migrated', async () => {
      const savedAt = services.clock.now();
      const old = { only: true, title: 'Old', markdown: 'Old.', disclosure: 'I work here.' };
      await GuidelineDraft.collection.insertOne({ ...old, savedAt, savedById: ana.user.id });
      for (let times = 0; times < 2; times += 1) await migration.run(mongoose.connection.db!);
      await ana.visit(page);
      expect((await ana.submit(text('New.', 'save'), page)).status).to.equal(303);
      expect((await GuidelineDraft.findOne().lean())!.markdown).to.equal('New.');
    });

    it('of many who save at one moment one wins, and the others are told', async () => {
      const seen = { version: 0, revision: 0 };
      const save = (n: number) =>
        saveGuidelineDraft(services, {
          title: 'Taking part',
          markdown: `Text ${n}`,
          disclosure: 'I work at Acme.',
          actor: ana.user,
          seen,
        }).then(
          () => 'saved',
          (error: Error) => error.name,
        );
      const outcomes = await Promise.all(Array.from({ length: 6 }, (_, n) => save(n)));
      expect(outcomes.sort()).to.deep.equal([...Array<string>(5).fill('ChangedMeanwhile'), 'saved']);
    });
  });

  it('of the organization: the second sees what the first saved, then may replace it', async () => {
    const page = '/admin/organization';
    if (!(await getOrganization()))
      await createOrganization(services, { actor: 'operator', name: 'Acme', timeZone: 'Europe/Berlin' });
    await ana.visit(page);
    await ben.visit(page);
    const byAna = { name: 'Name by Ana', targetHosts: 'ana.example', timeZone: 'Asia/Tokyo' };
    expect((await ana.submit(byAna, page)).status).to.equal(303);
    expect((await ben.submit({ name: 'Name by Ben' }, page)).status).to.equal(409);
    expect(stored(ben)).to.contain('Name by Ana').and.contain('ana.example');
    expect(ben.page('#conflict').text()).to.contain('Tokyo');
    expect(ben.page('#name').val()).to.equal('Name by Ben');
    expect((await getOrganization())!.name).to.equal('Name by Ana');
    expect((await ben.submit({}, page)).status).to.equal(303);
    expect((await getOrganization())!.name).to.equal('Name by Ben');
  });

  const pageOf = { topic: '/studio/topics', team: '/admin/teams', location: '/admin/locations' };
  const creating = { topic: createTopic, team: createTeam, location: createLocation };
  for (const what of ['topic', 'team', 'location'] as const)
    it(`of a ${what}: the second sees the name that the first gave it`, async () => {
      const { id } = await creating[what](services, { actor: acting(['admin']), name: 'Before' });
      const page = `${pageOf[what]}/${id}`;
      await ana.visit(page);
      await ben.visit(page);
      expect((await ana.submit({ name: 'Name by Ana' }, page)).status).to.equal(303);
      expect((await ben.submit({ name: 'Name by Ben' }, page)).status).to.equal(409);
      expect(stored(ben)).to.contain('Name by Ana');
      expect((await ben.submit({}, page)).status).to.equal(303);
    });

  it('of a person: the second sees the name, the team and the roles that the first gave', async () => {
    const { id: teamId } = await createTeam(services, { actor: 'operator', name: 'Sales' });
    const { id } = await buildUser({ name: 'Cy' });
    const page = `/admin/people/${id}`;
    await ana.visit(page);
    await ben.visit(page);
    const byAna = { name: 'Name by Ana', teamId, roles: ['advocate', 'editor'] };
    expect((await ana.submit(byAna, page)).status).to.equal(303);
    expect((await ben.submit({ name: 'Name by Ben' }, page)).status).to.equal(409);
    expect(stored(ben)).to.contain('Name by Ana').and.contain('Sales').and.contain('Advocate, Editor');
    expect(await findActivePerson(id)).to.deep.include(byAna);
    expect((await ben.submit({}, page)).status).to.equal(303);
    expect(await findActivePerson(id)).to.deep.include({ name: 'Name by Ben', roles: ['advocate'] });
  });

  it('of a person whose form waited for the password: it does not replace what came meanwhile', async () => {
    const { id } = await buildUser({ name: 'Cy' });
    const page = `/admin/people/${id}`;
    await ben.visit(page);
    services.setNow(new Date(services.clock.now().getTime() + 11 * 60_000));
    const asked = await ben.submit({ roles: ['advocate', 'editor'] }, page);
    await ana.visit(page);
    expect((await ana.submit({ name: 'Name by Ana' }, page)).status).to.equal(303);
    await ben.visit(asked.headers.location!);
    await ben.submit({ password }, '/confirm-password');
    await ben.visit(page);
    expect((await ben.submit({}, page)).status).to.equal(409);
    expect(stored(ben)).to.contain('Name by Ana');
  });

  it('of a person and of their own account: neither replaces the name that the other gave', async () => {
    const cy = await signedIn(createApp(services), { name: 'Cy' });
    const page = `/admin/people/${cy.user.id}`;
    await cy.visit('/account');
    await ana.visit(page);
    await ben.visit(page);
    expect((await ana.submit({ name: 'Name by Ana' }, page)).status).to.equal(303);
    expect((await cy.submit({ name: 'Name by Cy' }, '/account')).status).to.equal(409);
    expect(stored(cy)).to.contain('Name by Ana');
    expect((await cy.submit({}, '/account')).status).to.equal(303);
    expect((await ben.submit({ name: 'Name by Ben' }, page)).status).to.equal(409);
    expect(stored(ben)).to.contain('Name by Cy');
  });

  it('of the settings of conversions: the second sees what the first saved, then may replace it', async () => {
    const page = '/admin/conversions/settings';
    for (const [first, second] of [
      ['ana.example', 'ben.example'],
      ['ana.example', 'new.example'],
    ] as const) {
      await ana.visit(page);
      await ben.visit(page);
      expect((await ana.submit({ sites: first, 'accepted-lead': '3' }, page)).status).to.equal(303);
      expect((await ben.submit({ sites: second, days: '7' }, page)).status).to.equal(409);
      expect(stored(ben)).to.contain('ana.example').and.contain('30').and.contain('3');
      expect((await getConversionSettings()).sites).to.deep.equal([first]);
      expect((await ben.submit({ 'accepted-lead': '0' }, page)).status).to.equal(303);
      expect(await getConversionSettings()).to.deep.include({ sites: [second], days: 7, accepted: {} });
      await ana.visit(page);
      expect((await ana.submit({ days: '30' }, page)).status).to.equal(303);
    }
  });

  it('of many who save the settings of conversions at one moment one wins', async () => {
    for (const revision of [0, 1]) {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 6 }, (_, n) =>
          updateConversionSettings(services, { actor: 'operator', revision, days: n + 1 }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected')
          expect((outcome.reason as Error).name).to.equal('ChangedMeanwhile');
    }
  });

  describe('say who was first: somebody else, by name, or the person themselves in another tab', () => {
    const pages: [string, string][] = [
      ['/studio/topics/TOPIC', 'name'],
      ['/admin/teams/TEAM', 'name'],
      ['/admin/people/PERSON', 'name'],
      ['/studio/posts/POST/edit', 'title'],
      ['/studio/guidelines/edit', 'markdown'],
      ['/admin/organization', 'name'],
      ['/admin/conversions/settings', 'days'],
      ['/strategy/goals/GOAL/collective', 'sentence'],
    ];
    const needed: Record<string, object> = {
      '/studio/guidelines/edit': { title: 'Taking part', disclosure: 'I work at Acme.' },
    };
    /** Ben in another tab. */
    async function otherTab() {
      const tab = createAgent(createApp(services));
      await tab.visit('/sign-in');
      await tab.submit({ email: ben.user.email, password });
      return tab;
    }
    const make: Record<string, () => Promise<{ id: string }>> = {
      TOPIC: () => createTopic(services, { actor: acting('editor'), name: 'Before' }),
      TEAM: () => createTeam(services, { actor: 'operator', name: 'Before' }),
      PERSON: () => buildUser(),
      POST: () => buildDraft({ services, authorId: ben.user.id }),
      GOAL: async () => ({ id: (await buildFunnel(services)).goalId }),
    };

    for (const [path, field] of pages)
      it(path, async () => {
        const [what = ''] = /[A-Z]+/.exec(path) ?? [];
        const page = what ? path.replace(what, (await make[what]!()).id) : path;
        const typed = (value: string) => ({ ...needed[page], [field]: value });
        const refused = async (value: string) => {
          expect((await ben.submit(typed(value), page)).status).to.equal(409);
          return ben.page('#conflict').text();
        };
        const tab = await otherTab();
        for (const agent of [ben, ana]) await agent.visit(page);
        expect((await ana.submit(typed('11'), page)).status).to.equal(303);
        expect(await refused('12'))
          .to.contain('Ana')
          .and.not.contain('yourself');
        for (const agent of [ben, tab]) await agent.visit(page);
        expect((await tab.submit(typed('13'), page)).status).to.equal(303);
        expect(await refused('14'))
          .to.contain('yourself')
          .and.contain('another tab or window')
          .and.not.contain('Somebody else');
      });

    it('/account', async () => {
      const tab = await otherTab();
      for (const agent of [ben, tab]) await agent.visit('/account');
      expect((await tab.submit({ name: 'Ben in one tab' }, '/account')).status).to.equal(303);
      expect((await ben.submit({ name: 'Ben in another' }, '/account')).status).to.equal(409);
      expect(ben.page('#conflict').text()).to.contain('yourself');
    });
  });

  it('of a key message: nobody withdraws words that they have not read, or a withdrawal unseen', async () => {
    const { admin, goalId, tacticId: id } = await buildFunnel(services);
    const page = `/strategy/tactics/${id}/withdraw`;
    await ana.visit(page);
    await ben.visit(page);
    const keyMessage = 'What is true now.';
    const newWords = { ...stepInput.tactic, goalId, keyMessage };
    await changeStep(services, { ...newWords, actor: admin, step: 'tactic', id });
    expect((await ben.submit({ note: 'It is not so any more.' }, page)).status).to.equal(409);
    expect(ben.page('main').text()).to.contain(keyMessage);
    expect(ben.page('#note').val()).to.equal('It is not so any more.');
    await ana.visit(page);
    expect((await ana.submit({ note: 'Reason of Ana.' }, page)).status).to.equal(303);
    expect((await ben.submit({}, page)).status).to.equal(409);
    expect(ben.page('main').text()).to.contain('It is not so any more.');
    expect((await Tactic.findById(id).lean())!.messageNote).to.equal('Reason of Ana.');
  });

  it('of a note to the author: it is not lost when the post is approved meanwhile, and is no reason for a recall', async () => {
    const { id } = await buildDraft({ services });
    const page = `/studio/posts/${id}`;
    await ana.visit(page);
    await ana.submit({}, `${page}/submit`);
    await ana.visit(page);
    await ben.visit(page);
    expect((await ana.submit({}, `${page}/approve`)).status).to.equal(303);
    expect((await ben.submit({ note: 'Please name the ferry.' }, `${page}/return`)).status).to.equal(409);
    expect(ben.page('textarea[readonly]').text()).to.contain('Please name the ferry.');
    expect(ben.page(`form[action$="/recall"] textarea`).text()).not.to.contain('Please name the ferry.');
    expect(ben.page('.error-summary').text()).to.contain('published already');
  });

  it('of the reason for a recall: it is not lost when the post is back in review meanwhile, and is no note to the author', async () => {
    const { id } = await buildPost({ services });
    const page = `/studio/posts/${id}`;
    for (const agent of [ana, ben]) await agent.visit(`${page}/recall`);
    expect((await ana.submit({ note: 'Wrong link.' }, `${page}/recall`)).status).to.equal(303);
    await ana.visit(page);
    expect((await ana.submit({}, `${page}/restore`)).status).to.equal(303);
    expect((await ben.submit({ note: 'The wrong ferry.' }, `${page}/recall`)).status).to.equal(409);
    expect(ben.page('textarea[readonly]').text()).to.contain('The wrong ferry.');
    const toAuthor = ben.page(`form[action$="/return"] textarea`);
    expect(toAuthor).to.have.length(1);
    expect(toAuthor.text()).not.to.contain('The wrong ferry.');
  });

  it('of a note to the author: it is not sent for words that changed meanwhile, and can be sent then', async () => {
    const { id, authorId } = await buildDraft({ services });
    const page = `/studio/posts/${id}`;
    await submitPost(services, { postId: id, actor: acting('editor', authorId) });
    for (const agent of [ana, ben]) await agent.visit(agent === ana ? `${page}/edit` : page);
    expect((await ana.submit({ title: 'The ferry' }, `${page}/edit`)).status).to.equal(303);
    expect((await ben.submit({ note: 'Please name the ferry.' }, `${page}/return`)).status).to.equal(409);
    expect(ben.page(`form[action$="/return"] textarea`).text()).to.contain('Please name the ferry.');
    expect(ben.page('.error-summary').text()).to.contain('Ana');
    expect((await ben.submit({}, `${page}/return`)).status).to.equal(303);
  });

  it('of a post that was recalled meanwhile: the caption is not lost', async () => {
    const { id } = await buildPost({ services });
    await ben.visit(`/posts/${id}`);
    await ana.visit(`/studio/posts/${id}/recall`);
    await ana.submit({ note: 'Wrong link.' }, `/studio/posts/${id}/recall`);
    const answer = await ben.submit({ caption: 'Words that took an hour' }, `/posts/${id}/shares`);
    expect(answer.status).to.equal(409);
    expect(ben.page('textarea[readonly]').text()).to.contain('Words that took an hour');
    // The page of the form is gone: nothing leads there.
    expect(ben.page('main a.button').attr('href')).to.equal('/');
  });

  it('of a post that was recalled meanwhile: the edited text is not lost, and the page says how to go on', async () => {
    const { id } = await buildPost({ services });
    const page = `/studio/posts/${id}`;
    await ben.visit(`${page}/edit`);
    await ana.visit(`${page}/recall`);
    await ana.submit({ note: 'Wrong link.' }, `${page}/recall`);
    expect((await ben.submit({ summary: 'A summary by Ben' }, `${page}/edit`)).status).to.equal(409);
    expect(ben.page('#summary').val()).to.contain('A summary by Ben');
    expect(ben.page('.error-summary').text()).to.contain('Bring it back to review first');
  });

  it('of a post: what a colleague chose is shown as well as what they wrote, and nothing that the form can not change', async () => {
    // First, so that it has a topic of its own.
    const { id } = await buildPost({ services, publishAt: new Date('2026-11-18T08:30:00Z') });
    const [team, topic] = await Promise.all([
      createTeam(services, { actor: 'operator', name: 'Harbour team' }),
      createTopic(services, { actor: acting('editor'), name: 'Ferries' }),
    ]);
    const page = `/studio/posts/${id}/edit`;
    for (const agent of [ana, ben]) await agent.visit(page);
    const chosen = { audienceTeamIds: [team.id], topicId: topic.id, level: 'individual' };
    expect((await ana.submit(chosen, page)).status).to.equal(303);
    expect((await ben.submit({ summary: 'A summary by Ben' }, page)).status).to.equal(409);
    const stored = ben.page('#conflict').text();
    for (const name of ['Harbour team', 'Ferries', 'Individual']) expect(stored).to.contain(name);
    expect(stored).not.to.contain('Time of day');
  });

  it('of a post whose team was merged meanwhile: the second sees who was first, and the team it went into is ticked', async () => {
    const [old, into] = [await buildTeam({ name: 'Deck' }), await buildTeam({ name: 'Harbour team' })];
    const { id } = await buildDraft({ services, audienceTeamIds: [old.id] });
    const page = `/studio/posts/${id}/edit`;
    await ben.visit(page);
    await mergeTeam(services, { actor: acting('admin'), teamId: old.id, intoId: into.id });
    expect((await ben.submit({ summary: 'A summary by Ben' }, page)).status).to.equal(409);
    expect(ben.page('#conflict').text()).to.contain('Why it matters');
    const ticked = ben.page('[name=audienceTeamIds]:checked').map((_, box) => ben.page(box).val());
    expect(ticked.get()).to.deep.equal([into.id]);
    expect((await ben.submit({}, page)).status).to.equal(303);
    expect(await Post.findById(id).lean()).to.deep.include({
      summary: 'A summary by Ben',
      audienceTeamIds: [new Types.ObjectId(into.id)],
    });
  });

  it('of a team whose head left meanwhile: the second sees who was first', async () => {
    const [leaving, next] = [await buildUser({ email: 'leaving@example.com' }), await buildUser()];
    const { id: teamId } = await createTeam(services, { actor: 'operator', name: 'Deck' });
    const change = { actor: acting('admin'), teamId, name: 'Deck' };
    await updateTeam(services, { ...change, head: leaving.email, revision: 1 });
    const page = `/admin/teams/${teamId}`;
    await ben.visit(page);
    await deactivatePerson(services, { actor: acting('admin'), userId: leaving.id });
    await updateTeam(services, { ...change, head: next.email, revision: 2 });
    expect((await ben.submit({ name: 'Deck crew' }, page)).status).to.equal(409);
    expect(ben.page('#conflict').text()).to.contain(next.email);
  });

  it('of a topic that is gone: the error page shows what was typed, and no password ever', async () => {
    const answer = await (async () => {
      await ben.visit('/account');
      const _csrf = ben.page('[name=_csrf]').first().val() as string;
      return ben.http
        .post(`/studio/topics/${'a'.repeat(24)}`)
        .type('form')
        .send({
          _csrf,
          _texts: ['name', 'password'],
          name: 'A name with spaces',
          password: 'a secret password',
        });
    })();
    expect(answer.status).to.equal(404);
    expect(answer.text).to.contain('A name with spaces').and.not.contain('a secret password');
  });
});
