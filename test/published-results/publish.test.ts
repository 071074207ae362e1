import { expect } from 'chai';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { voidConversions } from '../../src/conversions/void-conversions.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import type { ResultFigures } from '../../src/published-results/figures.js';
import { PublishedCell } from '../../src/published-results/published-cell.model.js';
import { Publication } from '../../src/published-results/publication.model.js';
import { ResultEntry } from '../../src/published-results/result-entry.model.js';
import { publishedWeeks, readContentCells, readQuarterTable } from '../../src/published-results/index.js';
import { buildPost } from '../posts/builders.js';
import { acting } from '../support/actors.js';
import { buildOrganization, buildTeam } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildClick } from '../clicks/builders.js';
import { buildPeople, buildSharing, publishAt } from './builders.js';

const expectFailure = (promise: Promise<unknown>, message: string) =>
  promise.then(
    () => expect.fail('did not fail'),
    (error: Error) => expect(error.message).to.equal(message),
  );

describe('Publishing results', function () {
  this.timeout(240_000);
  before(useDatabase);
  beforeEach(emptyDatabase);
  beforeEach(buildOrganization);
  afterEach(() => setFailPoint(undefined));
  const services = createTestServices();
  const everything = { first: '2026-01-05', last: '2026-12-28' };

  /** Each of these people shares the post on this day, with two visitors each. */
  const sharedBy = async (people: string[], postId: string, at = '2026-11-18T09:00:00Z') => {
    const shares = [];
    for (const advocateId of people) shares.push(await buildSharing({ at, postId, advocateId }));
    return shares;
  };
  const newPost = async () => (await buildPost({ services })).id;
  /** The published cells as `week post: posted, visitors`. */
  const cells = async () =>
    (await readContentCells(everything)).map(
      ({ week, postId, figures }) =>
        `${week} ${postId ?? 'other'}: ${Number(figures.posted ?? 0)}, ${Number(figures.visitors ?? 0)}`,
    );

  it('waits for 48 hours after a week of the organization has ended', async () => {
    const post = await newPost();
    await sharedBy(await buildPeople(6), post);
    // The organization is in Berlin: its week ends an hour before that of UTC.
    await publishAt('2026-11-24T22:59:59Z');
    expect(await publishedWeeks()).to.equal(null);
    await publishAt('2026-11-24T23:00:00Z');
    expect(await publishedWeeks()).to.deep.equal({ first: '2026-11-16', last: '2026-11-16' });
    expect(await cells()).to.deep.equal([`2026-11-16 ${post}: 6, 12`]);
  });

  it('publishes a week once: what comes later counts in the week in which it is published', async () => {
    const post = await newPost();
    const people = await buildPeople(6);
    const shares = await sharedBy(people, post);
    await publishAt('2026-11-25T09:00:00Z');
    // Clicks of last week that arrive late, and clicks of this week.
    for (const { slug } of shares) await buildClick({ slug, at: '2026-11-22T09:00:00Z' });
    for (const { slug } of shares) await buildClick({ slug, at: '2026-11-26T09:00:00Z' });
    await publishAt('2026-11-26T10:00:00Z');
    expect(await cells()).to.deep.equal([`2026-11-16 ${post}: 6, 12`]);
    await publishAt('2026-12-02T09:00:00Z');
    expect(await cells()).to.deep.equal([`2026-11-16 ${post}: 6, 12`, `2026-11-23 ${post}: 0, 12`]);
  });

  it('takes back what was voided in a later week', async () => {
    const post = await newPost();
    const people = await buildPeople(6);
    const [share] = await sharedBy(people, post);
    const lead = { slug: share!.slug, kind: 'lead', externalId: '1', via: 'server' } as const;
    await recordConversion(services, lead);
    await publishAt('2026-11-25T09:00:00Z');
    const leads = async () =>
      (await readContentCells(everything)).map(
        ({ figures }) => (figures.conversions as ResultFigures)?.lead ?? 0,
      );
    expect(await leads()).to.deep.equal([1]);
    const { _id } = (await Conversion.findOne().lean())!;
    const later = createTestServices();
    later.setNow('2026-11-26T09:00:00Z');
    await voidConversions(later, {
      selection: { id: _id.toString() },
      reportedUntil: later.clock.now(),
      reason: 'A test.',
      actor: acting('admin'),
    });
    await sharedBy(people.slice(1), await newPost(), '2026-11-26T09:00:00Z');
    await publishAt('2026-12-02T09:00:00Z');
    await publishAt('2026-12-30T09:00:00Z');
    expect((await leads()).reduce((sum: number, count) => sum + Number(count), 0)).to.equal(0);
  });

  it('lets results of few people wait two weeks, then joins them with those of other posts', async () => {
    const [large, small, other] = [await newPost(), await newPost(), await newPost()];
    const people = await buildPeople(30);
    await sharedBy(people, large, '2026-11-03T09:00:00Z');
    await sharedBy(people.slice(0, 3), small, '2026-11-03T09:00:00Z');
    await sharedBy(people.slice(3, 6), other, '2026-11-10T09:00:00Z');
    await publishAt('2026-11-11T09:00:00Z');
    expect(await cells()).to.deep.equal([`2026-11-02 ${large}: 30, 60`]);
    await publishAt('2026-11-18T09:00:00Z');
    expect((await cells()).slice(1)).to.deep.equal([]);
    // Three people more make the first fit while it waits; the others are three still.
    await sharedBy(people.slice(6, 9), small, '2026-11-17T09:00:00Z');
    await publishAt('2026-11-25T09:00:00Z');
    expect((await cells()).slice(1)).to.deep.equal([`2026-11-16 ${small}: 6, 12`]);
    await sharedBy(people.slice(9, 12), await newPost(), '2026-11-18T09:00:00Z');
    await publishAt('2026-12-16T09:00:00Z');
    expect((await cells()).slice(2)).to.deep.equal(['2026-12-07 other: 6, 12']);
  });

  it('never publishes fewer than six people, whatever waits', async () => {
    await sharedBy(await buildPeople(5), await newPost());
    await publishAt('2027-03-01T09:00:00Z');
    expect(await publishedWeeks()).to.not.equal(null);
    expect(await cells()).to.deep.equal([]);
    expect(await ResultEntry.countDocuments({ publishedIn: null })).to.equal(5);
  });

  it('counts each result once, wherever the process is killed and however often it runs', async () => {
    const posts = [await newPost(), await newPost(), await newPost()];
    const people = await buildPeople(12);
    await sharedBy(people, posts[0]!, '2026-11-03T09:00:00Z');
    await sharedBy(people.slice(0, 4), posts[1]!, '2026-11-03T09:00:00Z');
    await sharedBy(people.slice(4, 8), posts[2]!, '2026-11-12T09:00:00Z');
    const published = async () => {
      await publishAt('2026-12-09T09:00:00Z');
      expect(await ResultEntry.countDocuments({ publishedIn: null })).to.equal(0);
      return cells();
    };
    const undisturbed = await published();
    expect(undisturbed).to.deep.equal([`2026-11-02 ${posts[0]}: 12, 24`, '2026-11-09 other: 8, 16']);
    let kills = 0;
    for (const point of ['publish.collected', 'publish.decided', 'publish.raised', 'publish.booked'])
      for (const nth of [1, 2]) {
        await Promise.all([Publication.deleteMany(), PublishedCell.deleteMany(), ResultEntry.deleteMany()]);
        let reached = 0;
        setFailPoint((at) => {
          if (at !== point || (reached += 1) !== nth) return;
          kills += 1;
          throw new Error('killed');
        });
        await expectFailure(publishAt('2026-11-25T09:00:00Z'), 'killed');
        setFailPoint(undefined);
        // The lease of the dead process ends, and two go on at once.
        await Publication.updateMany({ state: 'due' }, { dueAt: new Date(0) });
        await Promise.all([publishAt('2026-11-25T09:00:00Z'), publishAt('2026-11-25T09:00:00Z')]);
        expect(await published(), `${point} ${nth}`).to.deep.equal(undisturbed);
      }
    expect(kills).to.equal(8);
  });

  it('publishes teams once a quarter, each person in one of them, small ones joined', async () => {
    const [sales, legal, service] = [await buildTeam(), await buildTeam(), await buildTeam()];
    const [post, other] = [await newPost(), await newPost()];
    const members = [
      ...(await buildPeople(8, { teamId: sales.id })),
      ...(await buildPeople(7, { teamId: service.id })),
      ...(await buildPeople(3, { teamId: legal.id })),
    ];
    await sharedBy(members, post, '2026-07-07T09:00:00Z');
    await sharedBy(members, other, '2026-08-04T09:00:00Z');
    await publishAt('2026-09-28T09:00:00Z');
    expect(await readQuarterTable('2026-Q3', 'teams')).to.deep.equal({ state: 'open' });
    await publishAt('2026-10-01T09:00:00Z');
    const table = await readQuarterTable('2026-Q3', 'teams');
    expect(
      table.state === 'shown' && table.lines.map(({ keys, figures }) => [keys.sort(), figures]),
    ).to.have.deep.members([
      [[sales.id], { posted: 16, visitors: 32 }],
      [[service.id, legal.id].sort(), { posted: 20, visitors: 40 }],
    ]);
    const networks = await readQuarterTable('2026-Q3', 'networks');
    expect(networks.state === 'shown' && networks.lines).to.deep.equal([
      { keys: ['linkedin'], figures: { posted: 36, visitors: 72 } },
    ]);
    // Content and teams add up to the same.
    expect(await cells()).to.deep.equal([`2026-07-06 ${post}: 18, 36`, `2026-08-03 ${other}: 18, 36`]);
  });

  it('publishes no table of teams where it would show what few people brought', async () => {
    const [sales, service] = [await buildTeam(), await buildTeam()];
    const [ofSales, ofService] = [
      await buildPeople(7, { teamId: sales.id }),
      await buildPeople(7, { teamId: service.id }),
    ];
    const [post, other] = [await newPost(), await newPost()];
    await sharedBy([...ofSales, ...ofService.slice(0, 1)], post, '2026-07-07T09:00:00Z');
    await sharedBy(ofService, other, '2026-07-07T09:00:00Z');
    await publishAt('2026-10-01T09:00:00Z');
    // The first post minus the team of sales would be what one person of service brought.
    expect(await cells()).to.have.length(2);
    expect(await readQuarterTable('2026-Q3', 'teams')).to.deep.equal({ state: 'withheld' });
    expect(await readQuarterTable('2026-Q3', 'networks')).to.deep.equal({ state: 'withheld' });
  });

  it('stores no name and no id of a person in what is published', async () => {
    await sharedBy(await buildPeople(6), await newPost());
    await publishAt('2026-11-25T09:00:00Z');
    const people = await ResultEntry.distinct('personId');
    expect(people).to.have.length(6);
    const published = JSON.stringify(await PublishedCell.find().lean());
    for (const id of people) expect(published).to.not.contain(id);
  });
});
