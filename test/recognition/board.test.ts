import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { deactivatePerson } from '../../src/accounts/access-of-person.js';
import { leaversThanksReaction } from '../../src/recognition/index.js';
import { Organization } from '../../src/organization/organization.model.js';
import {
  joinBoard,
  leaveBoard,
  listPublicPeople,
  readContentCells,
  readQuarterTable,
} from '../../src/published-results/index.js';
import { decideQuarterTables } from '../../src/published-results/quarter-tables.js';
import { peopleOfBoard, teamsOfBoard } from '../../src/recognition/get-board.js';
import { teamLines } from '../../src/recognition/board-teams.js';
import { SocialGoal } from '../../src/strategy/index.js';
import { buildPost } from '../posts/builders.js';
import { buildPeople, buildSharing, publishAt } from '../published-results/builders.js';
import { buildFunnel } from '../strategy/builders.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('was not refused'),
    (error: unknown) => error,
  );

describe('The board', function () {
  this.timeout(240_000);
  const services = createTestServices();
  const week = { first: '2026-11-16', last: '2026-11-16' };
  let goal: { id: string; metric: 'visitors' };
  let postId: string;

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    await buildOrganization();
    await Organization.updateOne({}, { hasBoard: true });
    services.setNow('2026-11-09T09:00:00Z');
    const { goalId, tacticId } = await buildFunnel(services);
    await SocialGoal.updateOne({ _id: goalId }, { metric: 'visitors' });
    goal = { id: goalId, metric: 'visitors' };
    postId = (await buildPost({ services, tacticId })).id;
  });

  const join = (id: string, pseudonym: string | null = null) =>
    joinBoard(services, { actor: acting('advocate', id), pseudonym });
  const share = (advocateId: string, visitors = 2, at = '2026-11-18T09:00:00Z') =>
    buildSharing({ at, postId, advocateId, visitors });
  const lines = async () =>
    ((await peopleOfBoard(goal))?.lines ?? []).map(({ name, value }) => `${name}: ${value}`);
  const visitorsOfPosts = async (weeks = week) =>
    (await readContentCells(weeks)).filter((cell) => cell.postId).map(({ figures }) => figures.visitors);

  describe('keeps what others brought to themselves', () => {
    it('because who is on it is no cover: five others and one of the board are no cell of a post', async () => {
      const [open, ...others] = await buildPeople(6);
      await join(open!);
      for (const id of [open!, ...others]) await share(id);
      await publishAt('2026-11-25T09:00:00Z');
      expect(await visitorsOfPosts()).to.deep.equal([]);
      expect(await lines()).to.deep.equal([]);
    });

    it('because what is left without the board is that of six people at least', async () => {
      const people = await buildPeople(7);
      await join(people[0]!);
      for (const id of people) await share(id, id === people[0] ? 7 : 2);
      await publishAt('2026-11-25T09:00:00Z');
      const [cell] = await visitorsOfPosts();
      const [line] = (await peopleOfBoard(goal))!.lines;
      expect([cell, line?.value]).to.deep.equal([19, 7]);
      expect(Number(cell) - line!.value).to.equal(12);
    });

    it('because results that were cover for others before somebody joined are never shown', async () => {
      const people = await buildPeople(6);
      for (const id of people) await share(id);
      await publishAt('2026-11-25T09:00:00Z');
      services.setNow('2026-11-25T10:00:00Z');
      await join(people[0]!);
      expect(await lines()).to.deep.equal([]);
      expect(await visitorsOfPosts()).to.deep.equal([12]);
    });

    it('in lines of teams too: a team of five others and three of the board does not stand alone', () => {
      const place = (personId: string, isPublic: boolean) => ({
        ...{ personId, isPublic, contentCell: 'week/post', network: 'linkedin' },
        figures: { posted: 1, visitors: 3 },
      });
      const small = Array.from({ length: 8 }, (_, n) => place(`a${n}`, n < 3));
      const large = Array.from({ length: 12 }, (_, n) => place(`b${n}`, false));
      const tables = (places: typeof small) =>
        decideQuarterTables({
          places,
          teamOf: new Map(places.map(({ personId }) => [personId, personId[0]!])),
          isAboutTeams: true,
        }).teams;
      expect(tables([...small, ...large])).to.deep.equal([]);
      const others = small.map((one) => ({ ...one, isPublic: false }));
      expect(tables([...others, ...large]).map(({ key }) => key)).to.deep.equal(['a', 'b']);
      const sixth = [...small, place('a9', false)];
      expect(tables([...sixth, ...large]).map(({ key, figures }) => [key, figures.visitors])).to.deep.equal([
        ['a', 27],
        ['b', 36],
      ]);
    });
  });

  describe('shows people', () => {
    it('who chose it, by name or pseudonym, most first, and nobody else', async () => {
      const [amara, raul] = [
        await buildUser({ name: 'Amara Nwosu' }),
        await buildUser({ name: 'Raul Ferrer' }),
      ];
      await join(amara.id);
      await join(raul.id, 'North wind');
      await share(amara.id, 3);
      await share(raul.id, 5);
      for (const id of await buildPeople(6)) await share(id);
      await publishAt('2026-11-25T09:00:00Z');
      expect(await lines()).to.deep.equal(['North wind: 5', 'Amara Nwosu: 3']);
    });

    it('until they leave it, from that moment on, and never again what came before they join anew', async () => {
      const person = await buildUser({ name: 'Amara Nwosu' });
      await join(person.id);
      await share(person.id, 3);
      for (const id of await buildPeople(6)) await share(id);
      await publishAt('2026-11-25T09:00:00Z');
      expect(await lines()).to.deep.equal(['Amara Nwosu: 3']);
      await leaveBoard(services, { actor: acting('advocate', person.id) });
      expect(await lines()).to.deep.equal([]);
      await leaveBoard(services, { actor: acting('advocate', person.id) });
      services.setNow('2026-11-25T10:00:00Z');
      await join(person.id);
      expect(await lines()).to.deep.equal([]);
    });

    it('until they leave the organization', async () => {
      const person = await buildUser();
      await join(person.id);
      await deactivatePerson(services, { actor: await buildUser({ roles: ['admin'] }), userId: person.id });
      await leaversThanksReaction.run(services, { of: `person/${person.id}` } as never);
      expect(await listPublicPeople()).to.deep.equal([]);
    });

    it('never while the organization has no board', async () => {
      const people = await buildPeople(7);
      await join(people[0]!);
      await Organization.updateOne({}, { hasBoard: false });
      for (const id of people) await share(id);
      await publishAt('2026-11-25T09:00:00Z');
      expect(await refusal(join(people[1]!))).to.have.property('name', 'NotAllowedNow');
      await Organization.updateOne({}, { hasBoard: true });
      expect(await lines()).to.deep.equal([]);
    });

    it('under no name of a colleague, and no pseudonym twice', async () => {
      const [first, second] = [await buildUser({ name: 'Amara Nwosu' }), await buildUser()];
      expect(await refusal(join(second.id, 'amara nwosu'))).to.have.property('name', 'InvalidInput');
      await join(first.id, 'North wind');
      expect(await refusal(join(second.id, 'NORTH WIND'))).to.have.property('name', 'InvalidInput');
      await join(first.id);
      await join(second.id, 'North wind');
      expect((await listPublicPeople()).map(({ pseudonym }) => pseudonym)).to.have.members([
        null,
        'North wind',
      ]);
    });
  });

  describe('shows teams', () => {
    const counts = (groups: [string[], number][]) => ({
      columns: [['regular' as const], ['active' as const], ['inactive' as const]],
      groups: groups.map(([teamIds, regulars]) => ({ teamIds, counts: [regulars, 6, 6] })),
    });
    const results = (...groups: [string[], number][]) =>
      groups.map(([keys, visitors]) => ({ keys, figures: { visitors } }));

    it('as an average for each regular, so that size does not win', () => {
      const board = teamLines(
        results([['a'], 100], [['b'], 60]),
        counts([
          [['a'], 20],
          [['b'], 6],
        ]),
      );
      expect(board).to.deep.equal([
        { teamIds: ['b'], perRegular: 10 },
        { teamIds: ['a'], perRegular: 5 },
      ]);
    });

    it('together where results and regulars are published of other groups', () => {
      const board = teamLines(
        results([['a', 'b'], 100], [['c'], 60], [['d'], 5]),
        counts([
          [['a'], 6],
          [['b', 'c'], 10],
          [['e'], 9],
        ]),
      );
      expect(board).to.deep.equal([{ teamIds: ['a', 'b', 'c'], perRegular: 10 }]);
    });

    it('never where regulars are no class of their own, and never where only totals are shown', async () => {
      const merged = {
        columns: [['regular' as const, 'active' as const]],
        groups: [{ teamIds: ['a'], counts: [9] }],
      };
      expect(teamLines(results([['a'], 100]), merged)).to.deep.equal([]);
      await Organization.updateOne({}, { visibility: 'aggregate-only' });
      expect(await teamsOfBoard()).to.deep.equal({ why: 'totals-only' });
    });

    it('after the quarter, and not before', async () => {
      for (const id of await buildPeople(6)) await share(id);
      await publishAt('2026-11-25T09:00:00Z');
      expect((await readQuarterTable('2026-Q4', 'teams')).state).to.equal('open');
      expect(await teamsOfBoard()).to.deep.equal({ why: 'waits' });
    });
  });

  describe('has pages', () => {
    let app: App;
    before(() => {
      app = createApp(services);
    });

    it('that say that it is off, without a list', async () => {
      await Organization.updateOne({}, { hasBoard: false });
      const agent = await signedIn(app, {});
      expect((await agent.visit('/board')).status).to.equal(200);
      expect(agent.page('main').text()).to.contain('Your organization has no board.');
      expect(agent.page('[href="/board/mine"]').length).to.equal(0);
    });

    it('to join it under a pseudonym, and to leave it', async () => {
      const agent = await signedIn(app, { name: 'Amara Nwosu' });
      await agent.visit('/board/mine');
      const refused = await agent.submit({ as: 'pseudonym', pseudonym: ' ' }, '/board/mine');
      expect(refused.status).to.equal(422);
      const joined = await agent.submit({ as: 'pseudonym', pseudonym: 'North wind' }, '/board/mine');
      expect([joined.status, joined.headers.location]).to.deep.equal([303, '/board']);
      await share(agent.user.id, 4);
      for (const id of await buildPeople(6)) await share(id);
      await publishAt('2026-11-25T09:00:00Z');
      const other = await signedIn(app, {});
      await other.visit('/board');
      expect(other.page('[data-part=people] tbody').text()).to.contain('North wind').and.contain('4');
      expect(other.page('main').text()).not.to.contain('Amara Nwosu');
      await agent.visit('/board/mine');
      await agent.submit({}, '/board/leave');
      await other.visit('/board');
      expect(other.page('[data-part=people]').text()).to.contain('Nobody stands here for this goal yet.');
    });
  });
});
