import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { createApp, type App } from '../../src/app.js';
import { noticeKinds } from '../../jobs/notices.js';
import { reactions } from '../../jobs/reactions.js';
import { erasePerson } from '../../src/personal-data/erase-person.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { publishGuideline } from '../../src/guidelines/index.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import { chooseNotices } from '../../src/notifications/choose-notices.js';
import { ensureSubscriptions } from '../../src/notifications/index.js';
import { notify } from '../../src/notifications/notify.js';
import { User } from '../../src/people/user.model.js';
import { Habit } from '../../src/participation/habit.model.js';
import { Participation } from '../../src/participation/participation.model.js';
import { dataAsJson } from '../../src/personal-data/collect-data.js';
import { personalData, withoutPersonalData } from '../../src/personal-data/personal-data.js';
import { PeopleList } from '../../src/accounts/list/people-list.model.js';
import { ConversionImport } from '../../src/conversions/import/import.model.js';
import { GuidelineDraft } from '../../src/guidelines/guideline.model.js';
import { UnsentForm } from '../../src/platform/http/unsent-form.model.js';
import { createTopic } from '../../src/posts/index.js';
import { Feed } from '../../src/sources/feed.model.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { Share } from '../../src/sharing/share.model.js';
import { acting } from '../support/actors.js';
import { runJob } from '../support/run-job.js';
import { makeApiKey } from '../../src/conversions/api-key.model.js';
import { deactivatePerson } from '../../src/accounts/access-of-person.js';
import { updatePerson } from '../../src/accounts/update-person.js';
import { EventRecord } from '../../src/events/event.model.js';
import type { SignedIn } from '../../src/people/authorize.js';
import type { Role } from '../../src/people/permissions.js';
import { buildPost } from '../posts/builders.js';
import { isWord } from '../../src/platform/text/words.js';
import { useSample } from '../support/sample.js';
import { onceReached } from '../support/once-reached.js';
import { sendAccountMails } from '../support/send-mails.js';
import { createAgent, signedIn } from '../support/agent.js';
import { buildUser, password } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { buildShare } from '../sharing/builders.js';
import { createTestServices } from '../support/services.js';

describe('Personal data', () => {
  const services = createTestServices();
  let app: App;

  before(useDatabase);
  before(() => {
    app = createApp(services);
  });
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-18T09:00:00Z');
    services.outbox.splice(0);
  });

  const reactAll = async () => {
    await eventsPublished();
    await react(services, reactions);
    await eventsPublished();
  };

  /** Somebody who took part, with a name and texts that are nowhere else. */
  async function participant() {
    const person = await buildUser({ name: 'Xanthippe Quill', email: 'xanthippe@example.com' });
    const text = { title: 'Taking part', markdown: 'Be kind.', disclosure: 'I work at Acme.' };
    const { version } = await publishGuideline(services, {
      ...text,
      actor: acting('editor', (await buildUser()).id),
    });
    await acknowledgeGuideline(services, { actor: person, version });
    const share = await buildShare({ services, advocateId: person.id, caption: 'My zephyrous words' });
    await confirmShare(services, { shareId: share.id, actor: person });
    await ensureSubscriptions(services);
    await chooseNotices(services, { actor: person, shown: [], byMail: [] });
    await notify(services, noticeKinds[0]!, {
      ...{ key: 'a', about: 'post/1', to: [person.id], path: '/me' },
      values: { title: 'The zephyrous ferry' },
    });
    await reactAll();
    return { person, share };
  }

  /** Every collection whose documents contain one of these words. */
  async function collectionsWith(words: RegExp): Promise<string[]> {
    const found: string[] = [];
    for (const collection of await mongoose.connection.db!.collections())
      for await (const document of collection.find())
        if (words.test(JSON.stringify(document)))
          found.push(`${collection.collectionName} ${JSON.stringify(document)}`);
    return found;
  }

  it('is described for every collection, or said to be none', () => {
    const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.model.ts'))
      .map((file) => readFileSync(path.join('src', file), 'utf8'))
      .join('');
    // Other tests declare models of their own.
    const models = Object.values(mongoose.models);
    const ours = models.filter(({ modelName }) => source.includes(`'${modelName}'`));
    const others = models.filter((model) => !ours.includes(model)).map((model) => model.collection.name);
    const declared = ours.map((model) => model.collection.name);
    expect(declared.length).to.be.above(30);
    // Those without a model.
    const stored = ['sessions', 'jobs', 'migrations', 'pictures.files', 'pictures.chunks'];
    const named = [...personalData.map(({ collection }) => collection), ...Object.keys(withoutPersonalData)];
    const known = [...named, ...others];
    expect([...new Set([...declared, ...stored])].filter((name) => !known.includes(name))).to.deep.equal([]);
    expect(named).to.have.length(new Set(named).size);
  });

  it('is exported field by field, or left out for a reason', () => {
    const models = Object.values(mongoose.models);
    // Of each document: its id, and what its events say better.
    const ofEach = ['_id', '__v', 'revision', 'revisedById', 'pendingEvents', 'deleting'];
    const problems = personalData.flatMap(({ collection, find, leavesOut = {}, whyNotExported }) => {
      if (!find) return whyNotExported ? [] : [`${collection}: neither exported nor a reason`];
      const model = models.find((one) => one.collection.name === collection)!;
      const fields = new Set(Object.keys(model.schema.paths).map((name) => name.split('.')[0]!));
      const left = Object.values(leavesOut).flat();
      const isExported = (name: string) => new RegExp(`\\b${name}\\b`).test(String(find));
      return [
        ...[...fields]
          .filter((name) => !ofEach.includes(name) && !isExported(name) && !left.includes(name))
          .map((name) => `${collection}.${name}: neither exported nor a reason`),
        ...left.filter((name) => !fields.has(name)).map((name) => `${collection}.${name}: no such field`),
      ];
    });
    expect(problems).to.deep.equal([]);
  });

  it('is exported to the person, and nothing of others is', async () => {
    await buildShare({ services, caption: 'Words of somebody else' });
    const { person, share } = await participant();
    const agent = createAgent(app);
    await agent.visit('/sign-in');
    await agent.submit({ email: person.email, password });
    const json = await agent.http.get('/account/data.json');
    expect(json.headers['content-disposition']).to.contain('my-data.json');
    const { collections } = JSON.parse(json.text) as {
      collections: Record<string, Record<string, unknown>[]>;
    };
    expect(collections.users).to.have.length(1);
    expect(collections.users![0]).to.include({ name: 'Xanthippe Quill', email: 'xanthippe@example.com' });
    expect(collections.shares![0]).to.include({ link: share.trackedUrl, posted: true });
    expect(collections.participations).to.have.length(2);
    expect(collections.acknowledgements).to.have.length(1);
    expect(json.text).not.to.match(/Words of somebody else|passwordHash|argon2/);

    const html = await agent.http.get('/account/data.html');
    expect(html.text).to.contain('My zephyrous words').and.contain('Xanthippe Quill');
    expect(html.text).not.to.contain('Words of somebody else');
  });

  it('is exported of what they chose, typed, added and made', async () => {
    const agent = await signedIn(app, { roles: ['admin', 'editor'] });
    const takenBy = agent.user.id;
    const at = services.clock.now();
    const topic = await createTopic(services, { actor: agent.user, name: 'Harbour life' });
    await User.updateOne({ _id: takenBy }, { $set: { topicIds: [topic.id] } });
    const typed = { personId: takenBy, page: '/account', values: '{"name":"Half a name"}', texts: ['name'] };
    await UnsentForm.insertMany([{ _id: 'a', ...typed, expiresAt: new Date('2026-11-19T09:00:00Z') }]);
    const feed = { url: 'https://example.com/feed', title: 'Ferry news' };
    await Feed.create({ ...feed, addedBy: takenBy, addedAt: at, dueAt: at });
    await makeApiKey(services, { actor: agent.user, name: 'Web shop' });
    await ConversionImport.create({
      ...{ fileName: 'orders.csv', takenBy, takenAt: at, bytes: 1, encoding: 'utf-8', delimiter: 'comma' },
      ...{ state: 'tried', since: at, progress: {}, dueAt: at },
    });
    await PeopleList.create({
      ...{ takenBy, takenAt: at, state: 'read' as const, rows: [], people: 27, dueAt: at },
    });
    const draft = { title: 'Rules to come', markdown: 'Be kind.', disclosure: 'I work at Acme.' };
    await GuidelineDraft.create({ ...draft, savedAt: at, savedById: takenBy });
    await notify(services, noticeKinds[0]!, {
      ...{ key: 'a', about: 'post/1', to: [takenBy], path: '/me' },
      values: { title: 'The ferry', note: 'A note of a colleague', version: 3 },
    });
    const page = (await agent.http.get('/account/data.html')).text;
    const { collections } = JSON.parse((await agent.http.get('/account/data.json')).text) as {
      collections: Record<string, Record<string, unknown>[]>;
    };
    for (const [collection, words] of Object.entries({
      users: 'Harbour life',
      keptforms: 'Half a name',
      feeds: 'Ferry news',
      apikeys: 'Web shop',
      conversionimports: 'orders.csv',
      peoplelists: '27',
      guidelinedrafts: 'Rules to come',
      notices: 'A note of a colleague',
    })) {
      expect(JSON.stringify(collections[collection]), collection).to.contain(words);
      expect(page).to.contain(words);
    }
  });

  it('has a heading for every field in the file to read', async () => {
    await useSample(services);
    const people = (await User.find({}, { _id: 1 }).lean()).map(({ _id }) => _id.toString());
    await Habit.create({ _id: people[0], through: '2026-11-02', regular: [{ from: 'a', to: 'b' }] });
    await reactAll();
    const [unnamed, empty] = [new Set<string>(), new Set<string>()];
    for (const { collection, find } of personalData) {
      const rows = find ? (await Promise.all(people.map((id) => find(id)))).flat() : [];
      if (find && !rows.length) empty.add(collection);
      for (const name of rows.flatMap(Object.keys))
        if (!isWord(`personal-data.field-${name}`)) unnamed.add(`${collection}.${name}`);
    }
    expect([...unnamed]).to.deep.equal([]);
    // What nobody of the sample has is in the files of the tests before this one.
    const before = ['guidelinedrafts', 'notices', 'noticechoices', 'conversionimports', 'apikeys'];
    expect([...before, 'peoplelists', 'keptforms']).to.include.members([...empty]);
  });

  it('is exported in pieces with turns of the event loop in between, however much there is', async () => {
    const { person } = await participant();
    const [row] = await Participation.find({ personId: person.id }).lean();
    await Participation.insertMany(
      Array.from({ length: 1_000 }, (_, n) => ({ ...row!, _id: `share/x/${n}` })),
    );
    let turns = 0;
    const count = () => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    const turnsAtRows: number[] = [];
    const pieces: string[] = [];
    for await (const piece of dataAsJson(person, person.id, services.clock.now())) {
      pieces.push(piece);
      if (piece.includes('"happened": "prepared"')) turnsAtRows.push(turns);
    }
    clearImmediate(timer);
    expect(turnsAtRows.length).to.be.at.least(5);
    expect(turnsAtRows).to.deep.equal([...new Set(turnsAtRows)]);
    const { collections } = JSON.parse(pieces.join('')) as { collections: Record<string, unknown[]> };
    expect(collections.participations).to.have.length(1_002);

    const agent = createAgent(app);
    await agent.visit('/sign-in');
    await agent.submit({ email: person.email, password });
    await agent.visit('/account/data.html');
    const tables = agent
      .page('table')
      .toArray()
      .map((each) => agent.page(each));
    const [longest, ...others] = tables.filter((table) => table.find('tbody tr').length >= 1_000);
    expect(longest!.find('tbody tr').length).to.equal(1_002);
    expect(longest!.find('tr').last().find('td').length).to.equal(longest!.find('th').length);
    expect(others).to.deep.equal([]);
  });

  it('is put together once at a time for each person, and the next request says so', async () => {
    const { person } = await participant();
    const agent = createAgent(app);
    await agent.visit('/sign-in');
    await agent.submit({ email: person.email, password });
    const answers = await Promise.all(
      ['json', 'html', 'json'].map((type) => agent.http.get(`/account/data.${type}`)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).to.have.length(1);
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused).to.have.length(2);
    for (const { text, headers } of refused) {
      expect(text).to.contain('Your data are already being put together');
      expect(headers['retry-after']).to.equal('10');
    }
    expect((await agent.http.get('/account/data.html')).status).to.equal(200);
  });

  it('is nowhere in the database after it was erased, while what was shared still counts', async () => {
    const { person, share } = await participant();
    const words = /Xanthippe|xanthippe|zephyrous/;
    expect(await collectionsWith(words)).not.to.have.length(0);
    const other = await buildUser({ roles: ['admin'] });
    await erasePerson(services, { userId: person.id, actor: other });
    await reactAll();
    expect(await collectionsWith(words)).to.deep.equal([]);
    expect(await Share.findById(share.id).lean()).to.include({ posted: true, caption: '' });
    expect((await User.findById(person.id).lean())!).to.include({
      status: 'erased',
      name: 'Former colleague',
    });
    await runJob(services, 'check-history');
    // A second time changes nothing, and nobody is made for them again.
    await erasePerson(services, { userId: person.id, actor: other });
    expect(await ensureSubscriptions(services)).to.equal(1);
  });

  it('is in no mail that was sent about them, nor in the record of their settings', async () => {
    const [acting, other] = [await buildUser({ roles: ['admin'] }), await buildUser({ roles: ['admin'] })];
    const person = await buildUser({ name: 'Xanthippe Quill', roles: ['admin'] });
    const change = (userId: string, actor: SignedIn, name: string, roles: Role[]) =>
      updatePerson(services, { userId, actor, name, teamId: null, roles });
    await change(acting.id, person, 'Ana', ['admin', 'editor']);
    await change(person.id, other, 'Xanthippe Quill', ['advocate']);
    await ensureSubscriptions(services);
    await chooseNotices(services, { actor: person, shown: noticeKinds, byMail: [] });
    await sendAccountMails(services);
    expect(services.outbox.filter(({ text }) => text.includes('Xanthippe Quill'))).not.to.have.length(0);
    await erasePerson(services, { userId: person.id, actor: other });
    await reactAll();
    expect(await collectionsWith(/Xanthippe/)).to.deep.equal([]);
    const settings = await EventRecord.find({ kind: { $in: ['notice-choices', 'subscription'] } }).lean();
    expect(JSON.stringify(settings)).not.to.contain('guideline-published');
  });

  it('is erased without hiding from admins that one of them lost the role', async () => {
    const [acting, third] = [await buildUser({ roles: ['admin'] }), await buildUser({ roles: ['admin'] })];
    const person = await buildUser({ name: 'Xanthippe Quill', roles: ['admin'] });
    const { id: userId, name } = person;
    await updatePerson(services, { userId, actor: acting, name, teamId: null, roles: ['advocate'] });
    await erasePerson(services, { userId, actor: acting });
    await reactAll();
    services.outbox.splice(0);
    await sendAccountMails(services);
    expect(services.outbox.map(({ to }) => to.address)).to.include(third.email);
  });

  it('is in no mail that waits for its turn, and none goes to their address any more', async () => {
    const [acting, third] = [await buildUser({ roles: ['admin'] }), await buildUser({ roles: ['admin'] })];
    const build = (roles: Role[]) =>
      buildUser({ name: 'Xanthippe Quill', email: 'xanthippe@example.com', roles });
    const person = await build(['admin', 'editor']);
    const userId = person.id;
    await makeApiKey(services, { name: 'Shop', actor: person });
    const change = { userId, actor: acting, name: person.name, teamId: null, email: 'quill@example.com' };
    await updatePerson(services, { ...change, roles: ['admin'] });
    await deactivatePerson(services, { actor: acting, userId });
    await erasePerson(services, { userId, actor: acting });
    const isOver = async () => {
      await reactAll();
      expect(await collectionsWith(/xanthippe|quill/i)).to.deep.equal([]);
      await sendAccountMails(services);
      expect(await collectionsWith(/xanthippe|quill/i)).to.deep.equal([]);
      expect(JSON.stringify(services.outbox)).not.to.match(/xanthippe|quill/i);
    };
    await isOver();
    const toThird = services.outbox.filter(({ to }) => to.address === third.email).map(({ text }) => text);
    expect(toThird.join()).to.match(/Former colleague made the API key “Shop”/);
    expect(toThird.join()).to.match(/deactivated the account of Former colleague/);

    // The mails to them were addressed, and not recorded yet.
    const again = await build(['advocate']);
    await updatePerson(services, { ...change, userId: again.id, roles: ['advocate'] });
    onceReached('account-notice.addressed', async () => {
      await erasePerson(services, { userId: again.id, actor: acting });
      await reactAll();
    });
    await sendAccountMails(services);
    await isOver();
  });

  it('is not stored any more of somebody who is erased while they share', async () => {
    const post = await buildPost({ services });
    const person = await buildUser();
    onceReached('share.linked', async () => {
      await erasePerson(services, { userId: person.id, actor: person });
      await reactAll();
    });
    const refused = await buildShare({
      services,
      ...{ postId: post.id, advocateId: person.id, caption: 'My zephyrous words' },
    }).catch((error: Error) => error.name);
    expect(refused).to.equal('NotFound');
    await reactAll();
    expect(await collectionsWith(/zephyrous/)).to.deep.equal([]);
  });

  it('is erased by the person themselves, who has to give their password, and is signed out then', async () => {
    await buildUser({ roles: ['admin'] });
    const agent = await signedIn(app, { email: 'xanthippe@example.com' });
    await agent.visit('/account/data');
    services.setNow('2026-11-18T09:11:00Z');
    await agent.visit(agent.page('a[href="/account/erase"]').attr('href')!);
    const asked = await agent.submit({}, '/account/erase');
    expect(asked.headers.location).to.match(/^\/confirm-password/);
    await agent.visit(asked.headers.location!);
    await agent.submit({ password }, '/confirm-password');
    await agent.visit('/account/erase');
    await agent.submit({}, '/account/erase');
    expect(agent.page('h1').text()).to.equal('Your data are erased');
    expect((await agent.http.get('/feed')).headers.location).to.match(/^\/sign-in/);
    await agent.visit('/sign-in');
    const again = await agent.submit({ email: 'xanthippe@example.com', password }, '/sign-in');
    expect(again.status).to.equal(422);
  });

  it('of an admin is not erased before the role is taken away', async () => {
    const [admin, second] = [await buildUser({ roles: ['admin'] }), await buildUser({ roles: ['admin'] })];
    const refused = await erasePerson(services, { userId: admin.id, actor: second }).catch(
      (error: unknown) => error,
    );
    expect(refused).to.have.property('reason', 'personal-data.erase-admin');
  });

  it('of others is erased by admins, who find nobody there afterwards and can’t give them access again', async () => {
    const agent = await signedIn(app, { roles: ['admin'] });
    const person = await buildUser({ name: 'Xanthippe Quill' });
    await erasePerson(services, { userId: person.id, actor: agent.user });
    await agent.visit('/admin/people');
    expect(agent.page('main').text()).not.to.match(/Xanthippe|Former colleague/);
    const page = `/admin/people/${person.id}`;
    expect((await agent.visit(page)).status).to.equal(404);
    await agent.visit('/account');
    const token = agent.page('[name=_token], [name=_csrf]').first();
    for (const way of ['deactivate', 'reactivate', 'invitation', 'erase']) {
      const response = await agent.http
        .post(`${page}/${way}`)
        .type('form')
        .send({ [token.attr('name')!]: token.attr('value') });
      expect([303, 404], way).to.include(response.status);
    }
    expect((await User.findById(person.id).lean())!.status).to.equal('erased');
  });
});
