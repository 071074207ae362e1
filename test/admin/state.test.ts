import { expect } from 'chai';
import { firstSteps } from '../../src/admin/first-steps.js';
import type { State } from '../../src/admin/read-state.js';
import { headline, stateRows } from '../../src/admin/state-rows.js';
import { translate } from '../../src/platform/text/words.js';

const at = new Date('2026-11-18T08:00:00Z');
const print = { moment: (moment: Date) => moment.toISOString(), bytes: (bytes: number) => `${bytes} B` };

/** An organization in which everything runs and is set up. */
const wellState = (): State => ({
  mail: { relay: 'mail.example.com', lastSentAt: at, failing: null, testedAt: at, takesAllScripts: true },
  deliveries: { waiting: 0, failed: 0, unconfirmed: 0 },
  feeds: { total: 2, failing: [], answeredAt: at },
  jobs: { total: 14, overdue: [], failed: [], lastFinishedAt: at },
  parkedEvents: 0,
  lateReactions: null,
  people: { active: 40, invited: 0, deactivated: 2, admins: 2 },
  pictures: { used: 10, most: 100, isLittle: false },
  storage: { disk: { total: 100, free: 50 } },
  backup: { lastAt: at, isOld: false },
  writesOwnPosts: false,
  hasGuideline: true,
  hasPublished: true,
  approvers: 2,
});

const newsOf = (state: State) => {
  const rows = stateRows(state, print);
  return headline(rows, firstSteps(state).open.length)
    .map((message) => translate('en', message))
    .join(' ');
};

const rowsOf = (state: State) =>
  stateRows(state, print).map(({ subject, state: name, title, facts }) => ({
    subject,
    state: name,
    text: [title, ...facts].map((message) => translate('en', message)).join(' '),
  }));

describe('The state of things', () => {
  it('is one sentence when all is well', () => {
    expect(newsOf(wellState())).to.equal('All is well');
    expect(rowsOf(wellState()).map(({ state }) => state)).to.deep.equal(Array(7).fill('good'));
  });

  it('is not all well while no mail leaves', () => {
    const state = wellState();
    state.mail.relay = null;
    expect(newsOf(state)).to.equal('Everything runs, and no mail leaves');
    state.approvers = 1;
    expect(newsOf(state)).to.equal('Everything runs, no mail leaves, and one step is left to set up');
    state.hasPublished = false;
    expect(newsOf(state)).to.equal('Everything runs, no mail leaves, and 2 steps are left to set up');
    state.jobs.failed = ['send-digests'];
    expect(newsOf(state)).to.equal('All is well but work in the background, and 2 steps are left to set up');
  });

  it('names what fails, and how many steps are left', () => {
    const state = wellState();
    state.feeds.failing = [{ title: 'Coastal Notes', answeredAt: at }];
    expect(newsOf(state)).to.equal('All is well but one feed');
    state.approvers = 1;
    expect(newsOf(state)).to.equal('All is well but one feed, and one step is left to set up');
    state.hasPublished = false;
    expect(newsOf(state)).to.equal('All is well but one feed, and 2 steps are left to set up');
    expect(rowsOf(state)[0]).to.deep.equal({
      subject: 'feeds',
      state: 'bad',
      text: `One feed fails Coastal Notes has not answered since ${at.toISOString()}. One other answers.`,
    });
    state.feeds.failing.push({ title: 'Never', answeredAt: null });
    expect(newsOf(state)).to.equal('All is well but some feeds, and 2 steps are left to set up');
    state.mail.failing = { since: at, code: 'EAUTH 535' };
    expect(newsOf(state)).to.equal('2 things need a look. 2 steps are left to set up.');
  });

  it('has a sentence for each thing that can fail, with and without steps', () => {
    const failures: ((state: State) => unknown)[] = [
      ({ mail }) => (mail.failing = { since: at, code: '' }),
      ({ feeds }) => (feeds.failing = [{ title: 'A', answeredAt: null }]),
      ({ jobs }) => (jobs.failed = ['store-pictures']),
      ({ jobs }) => (jobs.overdue = Array<string>(14).fill('any')),
      ({ people }) => (people.admins = 1),
      ({ pictures }) => (pictures.isLittle = true),
      (state) => (state.storage = { disk: { total: 100, free: 5 } }),
      (state) => (state.storage = { disk: { total: 100, free: 1 } }),
    ];
    for (const fail of failures)
      for (const approvers of [2, 1]) {
        const state = { ...wellState(), approvers };
        fail(state);
        expect(newsOf(state), String(fail)).to.match(/^(All is well|There is|The disk).*\w$/);
        expect(['bad', 'due'], String(fail)).to.include(rowsOf(state)[0]!.state);
      }
  });

  it('says nothing of what is not known', () => {
    const state = { ...wellState(), storage: null, backup: undefined };
    state.feeds = { total: 0, failing: [], answeredAt: null };
    expect(rowsOf(state).map(({ subject }) => subject)).to.deep.equal(['mail', 'jobs', 'people', 'pictures']);
    const elsewhere = { ...wellState(), storage: { database: { bytes: 7 } }, backup: undefined };
    expect(rowsOf(elsewhere).at(-1)!.text).to.equal('Database It takes 7 B.');
  });

  it('says how much room there is for pictures, and warns of little', () => {
    const state = wellState();
    state.pictures = { used: 81, most: 100, isLittle: true };
    expect(rowsOf(state)[0]).to.include({ subject: 'pictures', state: 'due' });
    expect(rowsOf(state)[0]!.text).to.contain('Pictures take 81 B of 100 B.');
  });

  it('says when the last backup was made, or how to make one, without a warning', () => {
    const state = wellState();
    const row = () => rowsOf(state).find(({ subject }) => subject === 'backup')!;
    expect(row().text).to.equal(`Backed up The last backup was made on ${at.toISOString()}.`);
    state.backup = { lastAt: at, isOld: true };
    expect(row().state).to.equal('open');
    expect(row().text)
      .to.contain('The last backup is old')
      .and.contain(at.toISOString())
      .and.contain('npm run store');
    state.backup = { lastAt: null, isOld: false };
    expect(row().text).to.contain('No backup yet').and.contain('npm run store -- backup FILE');
    expect(newsOf(state)).to.equal('All is well');
  });

  it('has no step and a row about feeds for an organization that writes its own posts', () => {
    const state = wellState();
    state.feeds = { total: 0, failing: [], answeredAt: null };
    expect(firstSteps(state).open).to.deep.equal(['feed']);
    state.writesOwnPosts = true;
    expect(firstSteps(state).open).to.deep.equal([]);
    expect(rowsOf(state).find(({ subject }) => subject === 'feeds')!.text).to.contain(
      'You write your own posts',
    );
    state.feeds.total = 1;
    expect(rowsOf(state).find(({ subject }) => subject === 'feeds')!.text).to.contain('The feed answers');
  });

  it('has the open steps in order, and those that are done', () => {
    const state = wellState();
    expect(firstSteps(state).open).to.deep.equal([]);
    Object.assign(state, { hasGuideline: false, hasPublished: false, approvers: 1 });
    state.mail.testedAt = null;
    state.people = { active: 1, invited: 0, deactivated: 0, admins: 1 };
    state.feeds.total = 0;
    expect(firstSteps(state)).to.deep.equal({
      open: ['mail', 'guideline', 'people', 'approver', 'feed', 'post'],
      done: ['organization'],
    });
  });

  it('names changes from which something did not follow', () => {
    const state = wellState();
    state.parkedEvents = 2;
    const jobs = rowsOf(state).find(({ subject }) => subject === 'jobs')!;
    expect(jobs).to.include({ state: 'bad' });
    expect(jobs.text).to.include('Something did not follow from 2 changes It was tried for a day');
  });

  it('says when what follows from changes is late', () => {
    const state = wellState();
    state.lateReactions = { count: 9_000, since: at };
    const jobs = rowsOf(state).find(({ subject }) => subject === 'jobs')!;
    expect(jobs).to.include({ state: 'due' });
    expect(jobs.text).to.include(`9,000 changes have waited, the first since ${at.toISOString()}`);
    expect(newsOf(state)).to.equal('All is well but work in the background');
  });
});
