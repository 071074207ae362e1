import { changeClaimed, renewClaim } from '../platform/data/claim.js';
import { onDuplicateKey } from '../platform/data/duplicate-key.js';
import { groupBy } from '../platform/data/group-by.js';
import { reach } from '../platform/data/fail-points.js';
import { addWeeks, quarterOfWeek, startOfWeek } from '../platform/text/weeks.js';
import { getOrganization } from '../organization/index.js';
import { findPlacements } from '../posts/index.js';
import type { Services } from '../services.js';
import { collectResults } from './collect-results.js';
import { decideContentCells, type WaitingAt } from './content-cells.js';
import { nodeOfPost, parentOf, postOfNode } from './content-tree.js';
import { addFigures, type ResultFigures } from './figures.js';
import { Publication, publicationLeaseMs, type WeekToPublish } from './publication.model.js';
import { publishQuarter } from './publish-quarter.js';
import { PublishedCell } from './published-cell.model.js';
import { PublicPerson } from './public-person.model.js';
import { ResultEntry } from './result-entry.model.js';

/** Results of a post wait for others this long: with few contributors in all they never meet enough, and don't wait. */
const weeksAtPost = 2;
const contributorsForWaiting = 30;
const weeksOfQuarter = 13;

/** What was being counted while the last week was collected, or by a clock that is slow, is collected again. */
const overlapMs = 86_400_000;

/**
 * Publishes the content cells of a week that the caller has claimed, and after the last of a quarter its tables. Each
 * step may be repeated: the decision is stored before anything follows from it, and cells are added up from entries that
 * say in which week they were published. False when another process has taken over, and nothing more was done.
 */
export async function publishWeek(services: Services, publication: WeekToPublish): Promise<boolean> {
  const { week } = publication;
  const decision = publication.decision ?? (await decide(services, publication));
  if (!decision) return false;
  // Nodes go up in the order of their depth, so that what a node gets goes on with its own.
  for (const [to, raised] of groupBy(decision.raised, (one) => one.to)) {
    if (!(await renew(services, publication))) return false;
    const from = raised.map((one) => one.from);
    const ofPosts = from.filter((node) => postOfNode(node) !== null);
    await raise(ofPosts, to, decision.overdueUntil);
    await raise(
      from.filter((node) => !ofPosts.includes(node)),
      to,
      week,
    );
    await reach('publish.raised');
  }
  if (!(await renew(services, publication))) return false;
  await ResultEntry.updateMany(
    { publishedIn: null, node: { $in: decision.published }, week: { $lte: week } },
    { $set: { publishedIn: week } },
  );
  await reach('publish.booked');
  await storeCells(services, week);
  const quarter = quarterOfWeek(week);
  if (quarter !== quarterOfWeek(addWeeks(week, 1))) await publishQuarter(services, quarter);
  const { _id, claim } = publication;
  return changeClaimed(Publication, { _id, claim }, { $set: { state: 'published', claim: null } });
}

/** Begins the lease again. False when another process holds the week, and publishes it in place of the caller. */
const renew = (services: Services, { _id, claim }: WeekToPublish): Promise<boolean> =>
  renewClaim(services, Publication, { _id, claim }, { leaseMs: publicationLeaseMs });

/** Collects the results of the week and stores what is to be published. Null when the claim was lost meanwhile. */
async function decide({ clock }: Services, { _id, claim, week }: WeekToPublish) {
  const before = await Publication.findOne({ week: { $lt: week } })
    .sort({ week: -1 })
    .lean();
  const collectedAt = clock.now();
  await collectResults(week, {
    changedSince: before?.collectedAt ? new Date(before.collectedAt.getTime() - overlapMs) : null,
  });
  await reach('publish.collected');
  await replaceWaiting();
  await noteWhoIsPublic(week);
  const waits = (await countRecentContributors(week)) >= contributorsForWaiting;
  const overdueUntil = waits ? addWeeks(week, -weeksAtPost) : week;
  const decision = {
    ...decideContentCells(await findWaiting(week, overdueUntil), parentOf),
    overdueUntil,
  };
  await reach('publish.decided');
  const change = { $set: { decision, collectedAt } };
  return (await changeClaimed(Publication, { _id, claim }, change)) ? decision : null;
}

/** Moves what waits at posts to where the posts belong now. What was raised from a post stays where it went. */
async function replaceWaiting(): Promise<void> {
  const nodes = (await ResultEntry.distinct('node', { publishedIn: null })).filter(
    (node) => postOfNode(node) !== null,
  );
  const placements = await findPlacements(nodes.map((node) => postOfNode(node)!));
  for (const node of nodes) {
    const place = placements.get(postOfNode(node)!);
    const now = place ? nodeOfPost({ postId: place.postId, ...place.labels }) : node;
    if (now !== node) await ResultEntry.updateMany({ publishedIn: null, node }, { $set: { node: now } });
  }
}

/**
 * Notes whose waiting results everybody may see: of people who chose it before the end of the week, so that a repeated
 * run notes nobody more.
 */
async function noteWhoIsPublic(week: string): Promise<void> {
  const organization = await getOrganization();
  const end = startOfWeek(organization?.timeZone ?? 'UTC', addWeeks(week, 1));
  const people = organization?.hasBoard
    ? await PublicPerson.find({ since: { $lt: end } }, { _id: 1 }).lean()
    : [];
  const ids = people.map(({ _id }) => _id);
  const waiting = { publishedIn: null };
  await ResultEntry.updateMany({ ...waiting, personId: { $nin: ids }, isPublic: true }, { isPublic: false });
  await ResultEntry.updateMany({ ...waiting, personId: { $in: ids } }, { isPublic: true });
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

/** What waits at each node until a week, of posts apart by how long. */
async function findWaiting(week: string, overdueUntil: string): Promise<Map<string, WaitingAt>> {
  const waiting = new Map<string, Record<keyof WaitingAt, Map<string, ResultFigures>>>();
  const entries = ResultEntry.find({ publishedIn: null, week: { $lte: week } })
    .lean()
    .cursor();
  for await (const { node, week: since, personId, figures, isPublic } of entries) {
    const at = waiting.get(node) ?? {
      recent: new Map<string, ResultFigures>(),
      overdue: new Map<string, ResultFigures>(),
    };
    waiting.set(node, at);
    const isOverdue = postOfNode(node) === null || since <= overdueUntil;
    const people = isOverdue ? at.overdue : at.recent;
    // Who has nothing that others don't know is no contributor, and their results wait with those of others.
    people.set(personId, addFigures(people.get(personId) ?? {}, isPublic ? {} : (figures as ResultFigures)));
  }
  return waiting;
}

/** Sends what waits at these nodes up to another one: entries until a week. */
const raise = (nodes: string[], to: string, until: string) =>
  ResultEntry.updateMany(
    { publishedIn: null, node: { $in: nodes }, week: { $lte: until } },
    { $set: { node: to } },
  );

/** Adds up the entries that were published with each node in this week. */
async function storeCells({ clock }: Services, week: string): Promise<void> {
  const nodes = new Map<string, ResultFigures>();
  for await (const { node, figures } of ResultEntry.find({ publishedIn: week }).lean().cursor())
    nodes.set(node, addFigures(nodes.get(node) ?? {}, figures as ResultFigures));
  const cell = { period: week, side: 'content', publishedAt: clock.now() } as const;
  const cells = [...nodes].map(([key, figures]) => ({ _id: `${week}/${key}`, ...cell, key, figures }));
  await PublishedCell.insertMany(cells, { ordered: false }).catch(onDuplicateKey(() => null));
}
