import { onDuplicateKey } from '../platform/data/duplicate-key.js';
import { addDays } from '../platform/text/days.js';
import { findSharesForResults, listSharesOfDays, type ShareForResults } from '../sharing/index.js';
import { findChangedShares, rowsOfShares } from '../statistics/index.js';
import { addFigures, isNothing, type ResultFigures } from './figures.js';
import { ResultEntry } from './result-entry.model.js';
import { nodeOfPost } from './content-tree.js';

const sharesAtOnce = 500;

/** Evidence that something was posted counts within 14 days of preparing, so that only younger shares change. */
const daysOfEvidence = 14;

/**
 * Stores an entry for each share that brought something by the end of the week which no entry has yet: results of the
 * week, and those that came late or were taken back. May be repeated.
 * @param changedSince results that were counted again since then may have changed, whenever they happened
 */
export async function collectResults(
  week: string,
  { changedSince }: { changedSince: Date | null },
): Promise<void> {
  const lastDay = addDays(week, 6);
  const shareIds = new Set([
    ...(await findChangedShares({ from: week, to: lastDay, changedSince })),
    ...(await listSharesOfDays({ from: addDays(week, -daysOfEvidence - 7), to: lastDay })),
  ]);
  const all = [...shareIds];
  for (let n = 0; n < all.length; n += sharesAtOnce)
    await collectShares(week, lastDay, all.slice(n, n + sharesAtOnce));
}

type Operation = Parameters<typeof ResultEntry.bulkWrite>[0][number];

async function collectShares(week: string, lastDay: string, ids: string[]): Promise<void> {
  const [shares, rows, entries] = await Promise.all([
    findSharesForResults(ids),
    rowsOfShares(ids, lastDay),
    ResultEntry.find({ shareId: { $in: ids }, week: { $ne: week } }, { shareId: 1, figures: 1 }).lean(),
  ]);
  const counted = new Map<string, ResultFigures>();
  for (const { shareId, figures } of entries)
    counted.set(shareId, addFigures(counted.get(shareId) ?? {}, figures as ResultFigures));
  const operations = shares.map((share): Operation => {
    const sharing = share.day <= lastDay ? { prepared: 1, posted: share.posted ? 1 : 0 } : {};
    const ofDays = (rows.get(share.id) ?? []) as ResultFigures[];
    const brought = ofDays.reduce((sum, figures) => addFigures(sum, figures), sharing as ResultFigures);
    const figures = addFigures(brought, counted.get(share.id) ?? {}, -1);
    const filter = { _id: `${week}/${share.id}`, publishedIn: null };
    if (isNothing(figures)) return { deleteOne: { filter } };
    const update = { $set: { figures }, $setOnInsert: { week, ...labelsOf(share) } };
    return { updateOne: { filter, update, upsert: true } };
  });
  // An entry that was published meanwhile stays as it is.
  if (operations.length)
    await ResultEntry.bulkWrite(operations, { ordered: false }).catch(onDuplicateKey(() => undefined));
}

const labelsOf = ({ id, advocateId, teamId, network, postId, tacticId, goalId }: ShareForResults) => ({
  shareId: id,
  personId: advocateId,
  teamId: teamId ?? '',
  network,
  node: nodeOfPost({ postId, tacticId, goalId }),
});
