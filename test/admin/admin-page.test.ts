import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { createApp, type App } from '../../src/app.js';
import { jobs } from '../../jobs/index.js';
import { recordBackup } from '../../src/platform/data/last-backup.js';
import { MailFailed, type Mail } from '../../src/platform/net/mail.js';
import { recordingMailer } from '../../src/platform/net/mail-state.js';
import { submitPost } from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { Feed } from '../../src/sources/feed.model.js';
import { User } from '../../src/people/user.model.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildDraft, buildPost } from '../posts/builders.js';

const relay = 'smtp://portal:secret@relay.example.com:587';

describe('The page for admins', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices({ envOverrides: { SMTP_URL: relay } });
  const sent: Mail[] = [];
  let failure: Error | undefined;
  services.mailer = recordingMailer(
    {
      send: (mail) => {
        if (failure) return Promise.reject(failure);
        sent.push(mail);
        return Promise.resolve();
      },
      close: () => undefined,
    },
    services,
  );
  let app: App;
  before(() => {
    app = createApp(services);
  });
  beforeEach(async () => {
    failure = undefined;
    sent.length = 0;
    services.setNow('2026-11-18T09:00:00Z');
    await runAllJobs();
  });

  /** As a worker leaves them: every job ran a minute ago. */
  async function runAllJobs() {
    const now = services.clock.now();
    const lastFinishedAt = new Date(now.getTime() - 60_000);
    const stored = jobs.map(({ name }) => ({ name, type: 'single', nextRunAt: now, lastFinishedAt }));
    await mongoose.connection.db!.collection('jobs').deleteMany({});
    await mongoose.connection.db!.collection('jobs').insertMany(stored);
  }
  const setJob = (name: string, set: object) =>
    mongoose.connection.db!.collection('jobs').updateOne({ name }, { $set: set });
  const admin = () => signedIn(app, { name: 'Ines Admin', roles: ['admin'] });
  const stepsOn = ({ page }: Pick<Awaited<ReturnType<typeof admin>>, 'page'>, which: string) =>
    page(`.step${which}`)
      .map((_, element) => page(element).attr('data-step'))
      .get();
  const rowOn = ({ page }: Pick<Awaited<ReturnType<typeof admin>>, 'page'>, subject: string) =>
    page(`[data-subject=${subject}]`).text().replace(/\s+/g, ' ').trim();

  it('lists what is left to set up, and drops the list when all is done', async () => {
    const agent = await admin();
    await agent.visit('/admin');
    expect(agent.page('h1').text()).to.equal('All is well, and 6 steps are left to set up');
    expect(stepsOn(agent, ':not(.is-done)')).to.deep.equal([
      ...['mail', 'guideline', 'people', 'approver', 'feed', 'post'],
    ]);
    expect(stepsOn(agent, '.is-done')).to.deep.equal(['organization']);

    await agent.submit({}, '/admin/test-mail');
    await agent.visit('/studio/guidelines/edit?starter=full');
    expect(agent.page('#markdown').text()).to.contain('Everybody at Acme.');
    await agent.submit({ intent: 'publish' }, '/studio/guidelines/edit');
    await buildUser({ roles: ['approver'] });
    await Feed.create({
      url: 'https://example.com/feed',
      title: 'News',
      addedBy: agent.user.id,
      addedAt: services.clock.now(),
      dueAt: services.clock.now(),
    });
    await agent.visit('/admin');
    expect(agent.page('h1').text()).to.equal('There is only one admin, and one step is left to set up');
    expect(stepsOn(agent, ':not(.is-done)')).to.deep.equal(['post']);

    await buildUser({ roles: ['admin'] });
    const { id } = await buildPost({ services });
    await agent.visit('/admin');
    expect(agent.page('h1').text()).to.equal('All is well');
    expect(agent.page('.step')).to.have.length(0);
    // It stays done when the post is taken back.
    await Post.updateOne({ _id: id }, { status: 'recalled' });
    await agent.visit('/admin');
    expect(agent.page('.step')).to.have.length(0);
  });

  it('lets an organization without feeds say so, and take it back', async () => {
    const agent = await admin();
    await agent.visit('/admin');
    await agent.submit({ own: 'yes' }, '/admin/own-posts');
    await agent.visit('/admin');
    expect(stepsOn(agent, '.is-done')).to.include('feed');
    expect(rowOn(agent, 'feeds')).to.contain('You write your own posts');
    await agent.submit({ own: 'no' }, '/admin/own-posts');
    await agent.visit('/admin');
    expect(stepsOn(agent, ':not(.is-done)')).to.include('feed');
    expect(rowOn(agent, 'feeds')).to.equal('');
  });

  it('shows when the embedded database was last backed up', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-backup-'));
    const embedded = { ...services, env: { ...services.env, DATA_DIR: folder, MONGODB_URI: undefined } };
    const agent = await signedIn(createApp(embedded), { roles: ['admin'] });
    await agent.visit('/admin');
    expect(rowOn(agent, 'backup')).to.contain('No backup yet').and.contain('npm run store -- backup FILE');
    await recordBackup(folder, new Date('2026-11-18T02:20:00Z'));
    await agent.visit('/admin');
    expect(rowOn(agent, 'backup')).to.contain('Backed up').and.contain('18.11.2026');
    services.setNow('2026-11-26T09:00:00Z');
    const later = await signedIn(createApp(embedded), { roles: ['admin'] });
    await later.visit('/admin');
    expect(rowOn(later, 'backup')).to.contain('The last backup is old');
    await rm(folder, { recursive: true });
  });

  it('sends a test mail to the admin, and says what the relay answered', async () => {
    const agent = await admin();
    await agent.visit('/admin');
    expect(rowOn(agent, 'mail')).to.contain('Mail is not tried yet').and.contain('relay.example.com:587');
    expect(agent.page.html()).to.not.contain('secret');
    failure = new MailFailed('not-now', 'no', { cause: { code: 'EAUTH', responseCode: 535 } });
    await agent.submit({}, '/admin/test-mail');
    await agent.visit('/admin');
    expect(agent.page('.notice-error').text()).to.contain('did not accept the test mail (EAUTH 535)');
    expect(rowOn(agent, 'mail')).to.contain('Mail fails').and.contain('(EAUTH 535)');
    expect(agent.page('h1').text()).to.match(/^All is well but mail, and/);

    failure = undefined;
    await agent.submit({}, '/admin/test-mail');
    await agent.visit('/admin');
    expect(agent.page('.notice-warning').text()).to.contain('a moment ago');
    expect(sent).to.have.length(0);

    services.setNow('2026-11-18T09:01:00Z');
    await agent.submit({}, '/admin/test-mail');
    await agent.visit('/admin');
    expect(sent.map(({ to }) => to.address)).to.deep.equal([agent.user.email]);
    expect(sent[0]!.text).to.contain('relay.example.com:587').and.not.contain('secret');
    expect(rowOn(agent, 'mail')).to.contain('Mail works');
    expect(stepsOn(agent, '.is-done')).to.include('mail');
  });

  it('asks for another test once another relay is set', async () => {
    const agent = await admin();
    await agent.visit('/admin');
    await agent.submit({}, '/admin/test-mail');
    const moved = createApp({ ...services, env: { ...services.env, SMTP_URL: 'smtps://other.example.com' } });
    const other = await signedIn(moved, { roles: ['admin'] });
    await other.visit('/admin');
    expect(stepsOn(other, ':not(.is-done)')).to.include('mail');
    const without = createApp({ ...services, env: { ...services.env, SMTP_URL: undefined } });
    const third = await signedIn(without, { roles: ['admin'] });
    await third.visit('/admin');
    expect(rowOn(third, 'mail')).to.contain('No mail leaves');
    expect(third.page('h1').text()).to.contain('no mail leaves').and.not.contain('All is well');
    expect(third.page('form[action="/admin/test-mail"]')).to.have.length(0);
  });

  it('takes one refused address for what it is, and several for a failure of the relay', async () => {
    const agent = await admin();
    const mail = { to: { name: 'A', address: 'a@example.com' }, subject: 's', html: 'h', text: 't' };
    services.setNow('2026-11-18T09:02:00Z');
    await services.mailer.send(mail);
    failure = new MailFailed('never', 'no such mailbox', { cause: { code: 'EENVELOPE', responseCode: 550 } });
    for (const [times, text] of [
      [1, 'Mail works'],
      [2, 'Mail works'],
      [3, 'Mail fails'],
    ] as const) {
      await services.mailer.send(mail).catch(() => undefined);
      await agent.visit('/admin');
      expect(rowOn(agent, 'mail'), String(times)).to.contain(text);
    }
    failure = undefined;
    await services.mailer.send(mail);
    await agent.visit('/admin');
    expect(rowOn(agent, 'mail')).to.contain('Mail works');
  });

  it('says which jobs are overdue or failed', async () => {
    const agent = await admin();
    const now = services.clock.now();
    const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
    await agent.visit('/admin');
    expect(rowOn(agent, 'jobs')).to.contain('All jobs on time').and.contain(`${jobs.length} jobs`);
    await setJob('store-pictures', { failedAt: before(1), lastFinishedAt: before(1) });
    await setJob('fetch-feeds', { failedAt: before(9), lastFinishedAt: before(1) });
    await setJob('record-due-digests', { nextRunAt: before(6) });
    await setJob('update-daily-statistics', { nextRunAt: before(6), lockedAt: before(1) });
    await agent.visit('/admin');
    expect(rowOn(agent, 'jobs'))
      .to.contain('store-pictures failed')
      .and.contain('record-due-digests is overdue');
    expect(rowOn(agent, 'jobs')).to.contain('2 jobs fail').and.not.contain('fetch-feeds');
    expect(rowOn(agent, 'jobs')).to.not.contain('update-daily-statistics');
    await mongoose.connection.db!.collection('jobs').deleteMany({});
    await agent.visit('/admin');
    expect(rowOn(agent, 'jobs')).to.contain('No job runs');
  });

  it('names feeds that fail, and people who have not come', async () => {
    const agent = await admin();
    const feed = { addedBy: agent.user.id, addedAt: services.clock.now(), dueAt: services.clock.now() };
    await Feed.create([
      { ...feed, url: 'https://example.com/1', title: 'Coastal <Notes>', failures: 2 },
      { ...feed, url: 'https://example.com/2', title: 'Once only', failures: 1 },
    ]);
    const { id } = await buildUser({ roles: ['admin'] });
    await buildUser();
    await User.updateOne({ _id: { $nin: [id, agent.user.id] } }, { status: 'invited' });
    await agent.visit('/admin');
    expect(rowOn(agent, 'feeds')).to.contain('One feed fails').and.contain('Coastal <Notes> does not answer');
    expect(rowOn(agent, 'feeds')).to.not.contain('Once only');
    expect(rowOn(agent, 'people')).to.contain('One has not come yet').and.contain('2 people take part.');
    expect(rowOn(agent, 'storage')).to.match(/are free|It takes/);
  });

  it('counts in the navigation what waits for those who may review it', async () => {
    const agent = await admin();
    const editor = await signedIn(app, { roles: ['editor'] });
    for (const authorId of [editor.user.id, agent.user.id]) {
      const { id } = await buildDraft({ services, authorId });
      await submitPost(services, { postId: id, actor: acting('editor', authorId) });
    }
    await agent.visit('/feed');
    expect(agent.page('.nav .count').text()).to.equal('1 waits for you');
    await editor.visit('/feed');
    expect(editor.page('.nav .count')).to.have.length(0);
  });
});
