import { changeClaimed } from '../platform/data/claim.js';
import { onDuplicateKey } from '../platform/data/duplicate-key.js';
import { reach } from '../platform/data/fail-points.js';
import { addWeeks, quarterOfWeek } from '../platform/text/weeks.js';
import type { Services } from '../services.js';
import { collectResults } from './collect-results.js';
import { decideContentCells, type WaitingAt } from './content-cells.js';
import { parentOf, postOfNode } from './content-tree.js';
import { addFigures, hasResult, type ResultFigures } from './figures.js';
import { Publication, type WeekToPublish } from './publication.model.js';
import { publishQuarter } from './publish-quarter.js';
import { PublishedCell } from './published-cell.model.js';
import { ResultEntry } from './result-entry.model.js';

/** Results of a post wait for others this long: with few contributors in all they never meet enough, and don't wait. */
const weeksAtPost = 2;
const contributorsForWaiting = 30;
const weeksOfQuarter = 13;

/**
 * Publishes the content cells of a week that the caller has claimed, and after the last of a quarter its tables. Each step may be repeated: the decision is stored before anything follows from
 * it, and cells are added up from entries that say in which week they were published.
 */
export async function publishWeek(services: Services, publication: WeekToPublish): Promise<void> {
  const { week } = publication;
  const decision = publication.decision ?? (await decide(services, publication));
  if (!decision) return;
  for (const { from, to } of decision.raised) {
    const isPost = postOfNode(from) !== null;
    const since = isPost ? { week: { $lte: decision.overdueUntil } } : {};
    await ResultEntry.updateMany({ publishedIn: null, node: from, ...since }, { $set: { node: to } });
    await reach('publish.raised');
  }
  for (const node of decision.published) {
    await ResultEntry.updateMany({ publishedIn: null, node }, { $set: { publishedIn: week } });
    await reach('publish.booked');
    await storeCell(services, week, node);
  }
  const quarter = quarterOfWeek(week);
  if (quarter !== quarterOfWeek(addWeeks(week, 1))) await publishQuarter(services, quarter);
  const { _id, claim } = publication;
  await changeClaimed(Publication, { _id, claim }, { $set: { state: 'published', claim: null } });
}

/** Collects the results of the week and stores what is to be published. Null when the claim was lost meanwhile. */
async function decide({ clock }: Services, { _id, claim, week }: WeekToPublish) {
  const before = await Publication.findOne({ week: { $lt: week } })
    .sort({ week: -1 })
    .lean();
  const collectedAt = clock.now();
  await collectResults(week, { changedSince: before?.collectedAt ?? null });
  await reach('publish.collected');
  const waits = (await countRecentContributors(week)) >= contributorsForWaiting;
  const overdueUntil = waits ? addWeeks(week, -weeksAtPost) : week;
  const decision = {
    ...decideContentCells(await findWaiting(overdueUntil), parentOf),
    overdueUntil,
  };
  await reach('publish.decided');
  const change = { $set: { decision, collectedAt } };
  return (await changeClaimed(Publication, { _id, claim }, change)) ? decision : null;
}

/** How many people had results in the last quarter of a year: counted as far as it matters. */
async function countRecentContributors(week: string): Promise<number> {
  const people = await ResultEntry.aggregate([
    { $match: { week: { $gt: addWeeks(week, -weeksOfQuarter), $lte: week } } },
    { $group: { _id: '$personId' } },
    { $limit: contributorsForWaiting },
  ]);
  return people.length;
}

/** What waits at each node, of posts apart by how long. */
async function findWaiting(overdueUntil: string): Promise<Map<string, WaitingAt>> {
  const waiting = new Map<string, { recent: Map<string, number>; overdue: Map<string, number> }>();
  const entries = ResultEntry.find({ publishedIn: null }).lean().cursor();
  for await (const { node, week, personId, figures } of entries) {
    if (!hasResult(figures as ResultFigures)) continue;
    const at = waiting.get(node) ?? {
      recent: new Map<string, number>(),
      overdue: new Map<string, number>(),
    };
    waiting.set(node, at);
    const isOverdue = postOfNode(node) === null || week <= overdueUntil;
    const people = isOverdue ? at.overdue : at.recent;
    people.set(personId, (people.get(personId) ?? 0) + visitorsIn(figures as ResultFigures));
  }
  return waiting;
}

const visitorsIn = ({ visitors = 0 }: ResultFigures): number => visitors as number;

/** Adds up the entries that were published with this node in this week. */
async function storeCell({ clock }: Services, week: string, node: string): Promise<void> {
  let figures: ResultFigures = {};
  for await (const entry of ResultEntry.find({ publishedIn: week, node }).lean().cursor())
    figures = addFigures(figures, entry.figures as ResultFigures);
  const cell = { period: week, side: 'content', key: node, figures, publishedAt: clock.now() } as const;
  await PublishedCell.create({ _id: `${week}/${node}`, ...cell }).catch(onDuplicateKey(() => null));
}
