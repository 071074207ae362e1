import { expect } from 'chai';
import type { CommandStartedEvent } from 'mongodb';
import mongoose from 'mongoose';
import { endTeam, takeUpTeam } from '../../src/accounts/end-team.js';
import { createLocation, endLocation, takeUpLocation } from '../../src/accounts/manage-locations.js';
import { createApp, type App } from '../../src/app.js';
import { accountsJobs } from '../../src/accounts/index.js';
import {
  addListedPeople,
  beginToAdd,
  deleteList,
  peopleListNotices,
} from '../../src/accounts/list/add-people.js';
import { NotFound, type NotAllowedNow } from '../../src/platform/errors.js';
import { PeopleList, type ListRow } from '../../src/accounts/list/people-list.model.js';
import { takeList } from '../../src/accounts/list/take-list.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { PersonNotice } from '../../src/notifications/notice.model.js';
import { User } from '../../src/people/user.model.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { acting } from '../support/actors.js';
import { sendAccountMails, sendWaiting } from '../support/send-mails.js';
import { signedIn, type Agent } from '../support/agent.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import { samples } from '../support/samples.js';
import { createTestServices } from '../support/services.js';

const page = '/admin/people/list';

describe('A list of people', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => setFailPoint(undefined));
  const services = createTestServices({ envOverrides: { SMTP_URL: 'smtp://relay.example.com' } });
  let app: App;
  before(() => {
    app = createApp(services);
  });
  beforeEach(() => {
    services.outbox.length = 0;
    services.setNow('2026-11-18T09:00:00Z');
  });
  const admin = () => signedIn(app, { name: 'Ines Admin', roles: ['admin'], email: 'ines@example.com' });
  const textOf = ({ page: $ }: Pick<Agent, 'page'>, part: string) =>
    $(part).text().replace(/\s+/g, ' ').trim();
  const reasonsOn = ({ page: $ }: Pick<Agent, 'page'>) =>
    $('[data-part=problems] tbody tr')
      .map((_, row) => `${$(row).find('th').text()}: ${$(row).find('td').first().text()}`)
      .get();
  const paste = async (agent: Agent, text: string) => {
    await agent.visit(page);
    const { headers } = await agent.submit({ text }, page);
    await agent.visit(headers.location!);
    return headers.location!;
  };

  it('says what will happen, and names every line that can not be used', async () => {
    await buildTeam({ name: 'Frachtlinie Süd' });
    await createLocation(services, { actor: 'operator', name: 'Kiel' });
    await buildUser({ email: 'there@example.com' });
    const agent = await admin();
    await paste(
      agent,
      [
        'Name;E-Mail;Team;Role;Site',
        'Ana Lima;ana@example.com;frachtlinie sud;;KIEL',
        'Ben Okoro;BEN@example.com;;Editor, approver',
        '',
        'No Address;;;',
        'Wrong;ben(at)example.com;;',
        'Ana Again;Ana@Example.com;;',
        'There;there@example.com;;',
        'Lost Team;lost@example.com;Nowhere;',
        'Lost Role;role@example.com;;captain',
        ';nameless@example.com;;',
        'Lost Place;place@example.com;;;Atlantis',
      ].join('\r\n'),
    );
    expect(textOf(agent, 'h1')).to.equal('2 people will be added');
    expect(textOf(agent, '.lead')).to.equal("8 lines can't be used.");
    expect(reasonsOn(agent)).to.deep.equal([
      '5: It has no e-mail address.',
      '6: “ben(at)example.com” is no e-mail address.',
      '7: ana@example.com stands in line 2 already.',
      '8: there@example.com has an account already.',
      '9: There is no team “Nowhere”.',
      '10: There is no role “captain”.',
      '11: It has no name.',
      '12: There is no location “Atlantis”.',
    ]);
    expect(await User.countDocuments()).to.equal(2);
    expect(textOf(agent, '[data-part=first] tbody tr:nth-child(1)')).to.equal(
      'Ben Okoroben@example.comNo teamNo locationEditor, Approver',
    );
    expect(textOf(agent, '[data-part=first] tbody tr:nth-child(2)')).to.contain('Frachtlinie SüdKiel');
    // Nothing typed is lost: the lines come back to be changed.
    await agent.visit(agent.page('a[href*="from="]').attr('href')!);
    expect(agent.page('#text').text()).to.contain('Wrong;ben(at)example.com');
  });

  it('shows the first fifty people, those with more than the role of an advocate first, and counts the rest', async () => {
    const agent = await admin();
    const lines = Array.from({ length: 59 }, (_, n) => `Person ${n},list-${n}@example.com`);
    await paste(agent, [...lines, 'Zoe Last,zoe@example.com,,admin'].join('\n'));
    expect(agent.page('[data-part=first] tbody tr')).to.have.length(50);
    expect(textOf(agent, '[data-part=first] tbody tr:nth-child(1)'))
      .to.contain('Zoe Last')
      .and.contain('Admin');
    expect(textOf(agent, '[data-part=first] tbody tr:nth-child(2)')).to.contain('Person 0');
    expect(textOf(agent, '[data-part=first] > p')).to.equal('10 more people are not shown.');
  });

  it('takes commas, semicolons and tabs, with and without a header, in another order', async () => {
    const people = async (text: string) => {
      const id = await takeList(services, {
        file: Buffer.from(text),
        text,
        actor: acting('admin', (await buildUser()).id),
      });
      const list = (await PeopleList.findById(id).lean())!;
      return (list.rows as ListRow[]).map(({ name, email }) => `${name} ${email}`);
    };
    const expected = ['Ana Lima ana@example.com', 'Ben Okoro ben@example.com'];
    for (const [text, label] of [
      ['Ana Lima,ana@example.com\nBen Okoro,ben@example.com', 'commas'],
      ['Ana Lima\tana@example.com\nBen Okoro\tben@example.com\n', 'tabs'],
      ['ana@example.com;Ana Lima\nben@example.com;Ben Okoro', 'address first'],
      ['"Ana Lima",ana@example.com\r\n"Ben Okoro",ben@example.com', 'quotes'],
      ['Mail,Department,Full name\nana@example.com,,Ana Lima\nben@example.com,,Ben Okoro', 'header'],
    ] as const)
      expect(await people(text), label).to.deep.equal(expected);
  });

  it('adds people without a mail, and invites them later in one wave, each once', async () => {
    const agent = await admin();
    const at = await paste(agent, 'Ana Lima,ana@example.com\nBen Okoro,ben@example.com');
    await agent.submit({ send: 'later' }, at);
    await agent.visit(at);
    expect(textOf(agent, 'h1')).to.equal('2 people were added');
    await sendWaiting(services);
    expect(services.outbox).to.have.length(0);
    expect((await agent.submit({ send: 'now' }, at).catch(() => null))?.status).to.not.equal(303);

    await agent.visit('/admin/people?status=to-invite');
    expect(textOf(agent, '[data-part=never-invited]')).to.contain('2 people are added and not invited yet');
    await agent.visit('/admin/people/invitations?days=never');
    expect(textOf(agent, 'h1')).to.equal('Send 2 invitations?');
    await Promise.all([
      agent.submit({}, '/admin/people/invitations'),
      agent.submit({}, '/admin/people/invitations'),
    ]);
    await Promise.all([sendWaiting(services), sendWaiting(services)]);
    expect(services.outbox.map(({ to }) => to.address).sort()).to.deep.equal([
      'ana@example.com',
      'ben@example.com',
    ]);
    await agent.visit('/admin/people?status=to-invite');
    expect(agent.page('.item')).to.have.length(0);
    const { invitedAt, invitedById } = (await User.findOne({ email: 'ana@example.com' }).lean())!;
    expect(invitedAt).to.deep.equal(services.clock.now());
    expect(String(invitedById)).to.equal(agent.user.id);
  });

  it('invites at once when asked to, and lets the invited person in', async () => {
    const agent = await admin();
    const at = await paste(agent, 'Ana Lima,ana@example.com');
    await agent.submit({ send: 'now' }, at);
    await sendWaiting(services);
    const link = /\/invitation\/\S+/.exec(services.outbox[0]!.text)![0];
    const { status } = await (await signedIn(app)).visit(link);
    expect(status).to.be.oneOf([200, 303]);
  });

  it('is begun once by a form that was sent twice, which leads to its page both times', async () => {
    const agent = await admin();
    const at = await paste(agent, 'Ana Lima,ana@example.com');
    const answers = await Promise.all([
      agent.submit({ send: 'later' }, at),
      agent.submit({ send: 'now' }, at),
    ]);
    for (const { status, headers } of answers) expect([status, headers.location]).to.deep.equal([303, at]);
    await agent.visit(at);
    expect(textOf(agent, 'h1')).to.equal('One person was added');
    expect(await User.countDocuments({ email: 'ana@example.com' })).to.equal(1);
  });

  it('asks for the password before a list gives roles, and tells all admins about those who were added', async () => {
    const agent = await admin();
    const at = await paste(
      agent,
      'Ana Lima,ana@example.com,,editor\nBen Okoro,ben@example.com,,sponsor\nCy Dole,cy@example.com,,\nDi Ek,di@example.com,,editor',
    );
    services.setNow('2026-11-18T10:00:00Z');
    const { headers } = await agent.submit({ send: 'later' }, at);
    expect(headers.location).to.contain('/confirm-password');
    expect(await User.countDocuments({ email: 'ana@example.com' })).to.equal(0);
    await buildUser({ email: 'di@example.com' });
    services.setNow('2026-11-18T09:00:00Z');
    await agent.visit(at);
    await agent.submit({ send: 'later' }, at);
    const [person] = await User.find({ email: 'ana@example.com' }).lean();
    expect(person!.roles).to.deep.equal(['editor']);
    const [waiting] = await peopleListNotices.find();
    expect(waiting!.notice).to.deep.include({
      word: 'accounts.notice-list',
      values: { byId: agent.user.id, count: '2' },
    });
    await sendAccountMails(services);
    const { subject, text } = services.outbox[0]!;
    expect(subject).to.contain('People with more');
    expect(text).to.contain(
      'Ines Admin added a list of people. 2 of them have more than the role of an advocate.',
    );
  });

  it('adds nobody to a team or location that was ended since the list was read, or while it is added', async () => {
    const agent = await admin();
    const team = await buildTeam({ name: 'Deck' });
    const place = await createLocation(services, { actor: 'operator', name: 'Doomed dock' });
    const both = { actor: agent.user, teamId: team.id, locationId: place.id };
    for (const { row, end, takeUp, reason } of [
      { row: 'Ana,ana@example.com,Deck', end: endTeam, takeUp: takeUpTeam, reason: 'A team' },
      {
        row: 'Ana,ana@example.com,,,Doomed dock',
        end: endLocation,
        takeUp: takeUpLocation,
        reason: 'A location',
      },
    ]) {
      const at = await paste(agent, `Name,E-Mail,Team,Role,Site\n${row}`);
      await end(services, both);
      expect((await agent.submit({ send: 'later' }, at)).status).to.equal(409);
      expect(textOf(agent, 'main')).to.contain(`${reason} of this list was ended in the meantime`);
      expect(await User.countDocuments({ email: 'ana@example.com' })).to.equal(0);
      await takeUp(services, both);
    }

    const text = 'Name,E-Mail,Team,Role,Site\nAna,ana@example.com,Deck,,Doomed dock';
    const at = await paste(agent, text);
    await beginToAdd(services, { actor: agent.user, listId: at.split('/').at(-1)!, isInviting: false });
    await endTeam(services, both);
    await endLocation(services, both);
    await addListedPeople(services);
    const added = await User.findOne({ email: 'ana@example.com' }).lean();
    expect(added).to.include({ name: 'Ana', teamId: null, locationId: null });
  });

  it('sends no notice when nobody was added with more than the role of an advocate', async () => {
    const agent = await admin();
    const at = await paste(agent, 'Ana Lima,ana@example.com,,editor\nBen Okoro,ben@example.com');
    await buildUser({ email: 'ana@example.com' });
    await agent.submit({ send: 'later' }, at);
    expect((await PeopleList.findOne().lean())!.state).to.equal('added');
    expect(await peopleListNotices.find()).to.deep.equal([]);
  });

  it('adds thousands of people, also after an interruption', async () => {
    const people = samples(2_000, 10_000);
    const { id } = await buildUser({ roles: ['admin'] });
    const text = Array.from({ length: people }, (_, n) => `Person ${n},list-${n}@example.com`).join('\n');
    const listId = await takeList(services, { file: Buffer.from(text), actor: acting('admin', id) });
    const list = (await PeopleList.findById(listId).lean())!;
    expect(list.people).to.equal(people);
    await PeopleList.updateOne({ _id: listId }, { state: 'adding' });
    await addListedPeople(services, { listId, steps: 1 });
    // As if the process had ended before it recorded the step.
    await PeopleList.updateOne({ _id: listId }, { done: 0, added: 0 });
    await accountsJobs[0]!.run(services);
    expect((await PeopleList.findById(listId).lean())!).to.include({ state: 'added', added: people });
    expect(await User.countDocuments({ status: 'invited' })).to.equal(people);
  }).timeout(120_000);

  for (const [when, point, minutes] of [
    ['two processes find the list at the same moment', 'claim.found', 0],
    ['a second process takes over from one that was too slow', 'create-many.ready', 2],
  ] as const)
    it(`adds each person once, and says so once, when ${when}`, async () => {
      const { id } = await buildUser({ roles: ['admin'] });
      const actor = acting('admin', id);
      const file = Buffer.from('Ana Lima,ana@example.com\nBen Okoro,ben@example.com');
      const listId = await takeList(services, { file, actor });
      await beginToAdd(services, { actor, listId, isInviting: true });
      let isSecondDone = false;
      onceReached(point, async () => {
        services.setNow(new Date(services.clock.now().getTime() + minutes * 60_000));
        isSecondDone = await addListedPeople(services);
      });
      expect([await addListedPeople(services), isSecondDone]).to.deep.equal([minutes > 0, true]);
      expect(await PeopleList.findById(listId).lean()).to.include({ state: 'added', done: 2, added: 2 });
      expect(await User.countDocuments({ status: 'invited' })).to.equal(2);
      expect(await DeliveryRow.countDocuments({ kind: 'invitation' })).to.equal(2);
      expect(await PersonNotice.countDocuments()).to.equal(1);
    });

  it('adds people in small portions, so that tracked links are answered in between', async () => {
    const agent = await admin();
    const lines = Array.from({ length: 260 }, (_, n) => `Person ${n},portion${n}@example.com`);
    const list = await paste(agent, lines.join('\n'));
    const portions: number[] = [];
    const client = mongoose.connection.getClient();
    const record = ({ commandName, command }: CommandStartedEvent) => {
      if (commandName === 'insert' && command.insert === 'users')
        portions.push((command.documents as unknown[]).length);
    };
    client.on('commandStarted', record);
    await agent.submit({ send: 'later' }, list);
    await addListedPeople(services);
    client.off('commandStarted', record);
    expect(portions.reduce((sum, each) => sum + each, 0)).to.equal(260);
    expect(Math.max(...portions)).to.equal(50);
    expect(await User.countDocuments({ email: /^portion/ })).to.equal(260);
  });

  it('leaves out who got an account since the list was read', async () => {
    const agent = await admin();
    const at = await paste(agent, 'Ana Lima,ana@example.com\nBen Okoro,ben@example.com');
    await buildUser({ email: 'ana@example.com', name: 'Ana First' });
    await agent.submit({ send: 'later' }, at);
    await agent.visit(at);
    expect(textOf(agent, 'h1')).to.equal('One person was added');
    expect((await User.findOne({ email: 'ana@example.com' }).lean())!.name).to.equal('Ana First');
  });

  it('refuses what is no list, with a message at the field', async () => {
    const agent = await admin();
    await agent.visit(page);
    expect((await agent.submit({ text: '  ' }, page)).status).to.equal(422);
    expect(textOf(agent, '#text-error')).to.contain('Paste some lines');
    const send = (bytes: Buffer) =>
      agent.http
        .post(`${page}/file`)
        .field('_csrf', agent.page('[name=_csrf]').val() as string)
        .attach('file', bytes, 'list.csv');
    for (const [bytes, reason] of [
      [Buffer.from('PK\u0003\u0004rest'), 'workbook'],
      [Buffer.from([1, 0, 2]), 'no text'],
      [Buffer.from('\n\n'), 'no line'],
    ] as const) {
      await agent.visit(page);
      const { status, text } = await send(bytes);
      expect(status, reason).to.equal(422);
      expect(text, reason).to.contain(reason === 'no text' ? 'not a text' : reason);
    }
    await agent.visit(page);
    const { headers } = await send(Buffer.from('Ana Lima,ana@example.com'));
    expect(headers.location).to.match(/^\/admin\/people\/list\/[0-9a-f]{24}$/);
  });

  it('is deleted when it is thrown away', async () => {
    const agent = await admin();
    const at = await paste(agent, 'Ana Lima,ana@example.com');
    await agent.submit({}, `${at}/delete`);
    expect((await agent.visit(at)).status).to.equal(404);
    expect(
      await deleteList(services, { actor: acting('admin'), listId: at.split('/').pop()! }).catch(
        (error: unknown) => error,
      ),
    ).to.be.instanceOf(NotFound);
  });

  it('is not deleted, and not said to be, when its people were added in the meantime', async () => {
    const agent = await admin();
    const at = await paste(agent, 'Ana Lima,ana@example.com');
    const listId = at.split('/').pop()!;
    await beginToAdd(services, { listId, isInviting: false, actor: agent.user });
    expect((await agent.submit({}, `${at}/delete`)).text).to.contain('are being added already');
    await addListedPeople(services, { listId });
    await agent.visit(at);
    expect(
      await deleteList(services, { actor: acting('admin'), listId }).catch(
        ({ reason }: NotAllowedNow) => reason,
      ),
    ).to.equal('accounts.list-over');
  });
});
