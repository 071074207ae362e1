import { expect } from 'chai';
import mongoose from 'mongoose';
import { reactions } from '../../jobs/reactions.js';
import { Click } from '../../src/clicks/click.model.js';
import { clicksRetainedFrom } from '../../src/clicks/retention.model.js';
import { EventRecord } from '../../src/events/event.model.js';
import { react } from '../../src/events/react.js';
import { closeWeeks } from '../../src/participation/close-weeks.js';
import { ClosedWeek } from '../../src/participation/closed-week.model.js';
import { Habit } from '../../src/participation/habit.model.js';
import { Participation } from '../../src/participation/participation.model.js';
import { User } from '../../src/people/user.model.js';
import { addFigures, type ResultFigures } from '../../src/published-results/figures.js';
import { publishDueWeeks } from '../../src/published-results/index.js';
import { postOfNode } from '../../src/published-results/content-tree.js';
import { PublishedCell } from '../../src/published-results/published-cell.model.js';
import { ResultEntry } from '../../src/published-results/result-entry.model.js';
import { daysBetween } from '../../src/platform/text/days.js';
import { loadSampleOrganization, wholeSample } from '../../src/sample-organization/index.js';
import { recordPostings } from '../../src/sharing/record-postings.js';
import { Share } from '../../src/sharing/share.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { recountDay } from '../../src/statistics/recount-day.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const visitorsOf = ({ figures }: { figures: unknown }) => (figures as { visitors?: number }).visitors ?? 0;
const visitorsIn = (list: { figures: unknown }[]) => list.reduce((sum, one) => sum + visitorsOf(one), 0);

describe('The whole sample organization', function () {
  this.timeout(240_000);
  const services = createTestServices();

  before(async () => {
    await useDatabase();
    await emptyDatabase();
    await loadSampleOrganization(services, { cast: wholeSample });
    // As its job does.
    await publishDueWeeks(services);
  });
  after(emptyDatabase);

  it('has 240 people in twelve teams, of whom 40 % have ever posted and 15 % are regulars', async () => {
    await react(services, reactions);
    expect(await closeWeeks(services)).to.be.above(52);
    const people = await User.countDocuments({ status: 'active' });
    expect(people).to.equal(240);
    const posted = await Share.distinct('advocateId', { posted: true });
    expect((100 * posted.length) / people).to.be.within(38, 42);
    const regulars = await Habit.countDocuments({ isRegular: true, isMember: true });
    expect((100 * regulars) / people).to.be.within(13, 17);
  });

  it('has a baseline with a year to compare with, which grew', async () => {
    const weeks = await ClosedWeek.find().sort({ _id: 1 }).lean();
    const [last, yearBefore] = [weeks.at(-1)!, weeks.at(-53)!];
    const regulars = ({ teams }: typeof last) =>
      (teams as { regular: number }[]).reduce((sum, team) => sum + team.regular, 0);
    expect(daysBetween(yearBefore._id, last._id)).to.equal(364);
    expect(regulars(weeks.at(-40)!)).to.be.within(6, regulars(last) - 6);
  });

  it('publishes 70 % of visitors with their post, and 90 % within four weeks', async () => {
    const entries = await ResultEntry.find().lean();
    const published = entries.filter(({ publishedIn }) => publishedIn !== null);
    const share = (some: typeof entries, all: typeof entries) => (100 * visitorsIn(some)) / visitorsIn(all);
    // The newest weeks still wait for others to be published with.
    const newest = [...new Set(entries.map(({ week }) => week))].sort().slice(-4);
    const inTheEnd = (some: typeof entries) => some.filter(({ week }) => !newest.includes(week));
    expect(share(inTheEnd(published), inTheEnd(entries))).to.be.above(98);
    const ofPosts = published.filter(({ node }) => postOfNode(node) !== null);
    expect(share(ofPosts, published)).to.be.above(70);
    const soon = published.filter(({ week, publishedIn }) => daysBetween(week, publishedIn!) <= 28);
    expect(share(soon, published)).to.be.above(90);
  });

  it('shows a third of teams alone, and four in five in groups of three at most', async () => {
    const cells = await PublishedCell.find({ side: 'teams' }).lean();
    const sizes = cells.map(({ key }) => key.split('+').length);
    const teams = sizes.reduce((sum, size) => sum + size, 0);
    const upTo = (most: number) =>
      (100 * sizes.filter((size) => size <= most).reduce((sum, size) => sum + size, 0)) / teams;
    expect(upTo(1)).to.be.above(33);
    expect(upTo(3)).to.be.above(80);
  });

  it('adds up: each published week is the sum of its entries', async () => {
    const sumOf = (list: { figures: unknown }[]) =>
      list.reduce<ResultFigures>((sum, { figures }) => addFigures(sum, figures as ResultFigures), {});
    const cells = await PublishedCell.find({ side: 'content' }).lean();
    expect(cells).to.have.length.above(100);
    for (const week of new Set(cells.map(({ period }) => period)))
      expect(sumOf(cells.filter(({ period }) => period === week)), week).to.deep.equal(
        sumOf(await ResultEntry.find({ publishedIn: week }).lean()),
      );
  });

  it('has rows of taking part for what shares say, and no posting without evidence', async () => {
    const shares = await Share.find().select({ posted: 1 }).lean();
    const rows = await Participation.find().lean();
    const of = (kind: string) =>
      rows.filter((row) => row.kind === kind).map(({ shareId }) => String(shareId));
    expect(of('prepared').sort()).to.deep.equal(shares.map(({ _id }) => String(_id)).sort());
    const posted = shares.filter((share) => share.posted).map(({ _id }) => String(_id));
    expect(of('posted').sort()).to.deep.equal(posted.sort());
    expect(await recordPostings(services)).to.equal(0);
  });

  it('has daily rows that a recount of the stored clicks does not change', async () => {
    const from = await clicksRetainedFrom();
    const figures = async () =>
      (await DailyStatistic.find().sort({ _id: 1 }).lean()).map(
        ({ revision: _, changedAt: _at, ...row }) => row,
      );
    const before = await figures();
    for (const day of await DailyStatistic.distinct('day'))
      await recountDay(services, day, await DailyStatistic.distinct('trackedLinkId', { day }));
    expect(await figures()).to.deep.equal(before);
    expect(await Click.countDocuments({ day: { $gte: from } })).to.be.above(500);
  });

  it('has an event for each revision of each document', async () => {
    const revisions = new Map<string, number>();
    for (const { of } of await EventRecord.find({}, { of: 1 }).lean())
      revisions.set(of, (revisions.get(of) ?? 0) + 1);
    for (const [kind, name] of [
      ['person', 'users'],
      ['post', 'posts'],
      ['share', 'shares'],
    ] as const)
      for (const { _id, revision } of await mongoose.connection.db!.collection(name).find().toArray())
        expect(revisions.get(`${kind}/${String(_id)}`), `${kind}/${String(_id)}`).to.equal(revision);
  });
});
