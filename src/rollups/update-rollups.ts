import { reach } from '../platform/data/fail-points.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { dayIn } from '../platform/clock.js';
import { organizationTimeZone } from '../organization/index.js';
import { dimensionNames } from '../links/index.js';
import type { Services } from '../services.js';
import { clearMarks, listMarks, markDays, type Mark } from '../statistics/index.js';
import { countDays, noLines, type LinesByDimension } from './count-days.js';
import { packLines } from './packed-lines.js';
import { addResultsOf, daysOfMonth, monthOf } from './read-rollups.js';
import { bytesOf, Rollup, type StoredRollup } from './rollup.model.js';
import { PeopleNumbers } from './sums.js';

type ClockServices = Pick<Services, 'clock' | 'log'>;

/**
 * Counts the marked days again, the latest first, and then adds up each marked month that is over and whose days are all
 * counted. A mark is removed only after what it asks for is stored, so a crash at any moment loses nothing, and two runs
 * at once do the work twice, without harm. Ends early once `stopping`.
 * @returns how many periods were counted
 */
export async function updateRollups(services: ClockServices, stopping?: AbortSignal): Promise<number> {
  let periods = 0;
  const isMonth = ({ _id }: Mark) => _id.length === 7;
  const marks = await listMarks(services);
  for (const mark of marks.filter((one) => one.isDue && !isMonth(one))) {
    if (stopping?.aborted) return periods;
    if (await recountDay(services, mark._id)) await clearMarks(mark);
    periods += 1;
  }
  const left = await listMarks(services);
  const thisMonth = monthOf(dayIn(await organizationTimeZone(), services.clock.now()));
  const openMonths = new Set(left.filter((one) => !isMonth(one)).map(({ _id }) => monthOf(_id)));
  const isComplete = ({ _id }: Mark) => _id < thisMonth && !openMonths.has(_id);
  for (const mark of left.filter((one) => isMonth(one) && isComplete(one))) {
    if (stopping?.aborted) return periods;
    if (await recountMonth(services, mark._id)) await clearMarks(mark, { isWritten: true });
    periods += 1;
  }
  return periods;
}

/** Counts a day from its rows and shares. False when another count was stored meanwhile: it may have read less. */
async function recountDay(services: ClockServices, day: string): Promise<boolean> {
  const isStored = await recount(services, day, (lines, numbers) => countDays([day], lines, numbers));
  await reach('rollup.day');
  // From here on nobody reads the month, until it is added up again.
  if (isStored) await markDays(services, [monthOf(day)]);
  await reach('rollup.month-marked');
  return isStored;
}

const recountMonth = (services: ClockServices, month: string) =>
  recount(services, month, (lines, numbers) =>
    addResultsOf(daysOfMonth(month), { lines, numbers, uncounted: new Set() }),
  );

type Count = (lines: LinesByDimension, numbers: PeopleNumbers) => Promise<void>;

/** Reads the revision first, so that who stores has read all that was stored before. */
async function recount({ clock }: ClockServices, _id: string, count: Count): Promise<boolean> {
  const { revision } = (await Rollup.findById(_id, { revision: 1 }).lean()) ?? {};
  const values = { lines: await packAll(count), countedAt: clock.now() };
  await reach('rollup.read');
  if (revision === undefined) return insertUnlessThere(() => Rollup.create({ _id, ...values, revision: 1 }));
  const stored = await Rollup.updateOne({ _id, revision }, { $set: values, $inc: { revision: 1 } });
  return stored.matchedCount === 1;
}

/** The packed lines of all dimensions. */
async function packAll(count: Count): Promise<Record<string, Buffer>> {
  const [lines, numbers] = [noLines(), new PeopleNumbers()];
  await count(lines, numbers);
  const packed = [...lines].map(async ([name, some]) => [name, await packLines(some, numbers)] as const);
  return Object.fromEntries(await Promise.all(packed));
}

/** True when a roll-up of a day has what a count gives now. */
export async function isDayCorrect(day: string): Promise<boolean> {
  const stored = (await Rollup.findById(day).lean<StoredRollup>())!;
  const packed = await packAll((lines, numbers) => countDays([day], lines, numbers));
  return dimensionNames.every((name) => bytesOf(stored.lines[name]).equals(packed[name]!));
}
