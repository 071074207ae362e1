import { changeClaimed, claimDue, giveBack, renewClaim } from '../../platform/data/claim.js';
import { addCounts } from '../../platform/data/sums.js';
import { TooComplex } from '../../platform/jobs/parse-process.js';
import { Stopping, untilStopping } from '../../platform/jobs/until-stopping.js';
import { organizationTimeZone } from '../../organization/index.js';
import type { Services } from '../../services.js';
import { notify } from '../../notifications/index.js';
import { importEnds, importStops } from '../conversions.notices.js';
import { deleteParts } from './delete-import.js';
import { ConversionImport, runningStates, type ImportRecord } from './import.model.js';
import { processRows } from './process-rows.js';
import { FileGone } from './read-file.js';
import { readPass, type ReadRow } from './read-pass.js';

/** The most rows of a file, not counting blank ones. */
export const mostRows = 200_000;

/**
 * Roughly how many rows are processed before the progress is stored. In large steps the clicks of a link are read
 * less often.
 */
const rowsAtOnce = 4_000;

/** How long a claim lasts; each step renews it. If this process ends, another one continues afterwards. */
const leaseMs = 60_000;

const mostFailures = 5;

interface Options {
  /** Default: the import that has waited longest. */
  importId?: string;
  /** Stops after about this many rows. */
  rows?: number;
  stopping?: AbortSignal | undefined;
}

/** Continues an import that no process works on. False when there is none. */
export async function advanceImport(services: Services, options: Options = {}): Promise<boolean> {
  const { importId } = options;
  const [found] = await claimDue<ImportRecord>(services, ConversionImport, {
    where: { state: { $in: runningStates }, ...(importId && { _id: importId }) },
    ...{ leaseMs, most: 1 },
  });
  if (!found) return false;
  const { _id } = found;
  try {
    await untilStopping(() => readOn(services, found, options), options.stopping);
  } catch (error) {
    // A step that was interrupted is repeated from its beginning.
    if (error instanceof Stopping)
      services.log.info(
        { event: 'import.interrupted', importId: _id.toString() },
        'an import was interrupted and will be continued',
      );
    else if (error instanceof FileGone) await stop(services, found, 'conversions.import-file-gone');
    else if (error instanceof TooComplex) await stop(services, found, 'conversions.import-too-complex');
    else await recordFailure(services, found, error);
  }
  await giveBack(services, ConversionImport, [found]);
  // If the import was deleted meanwhile, what the last step wrote is deleted too.
  if (!(await ConversionImport.exists({ _id }))) await deleteParts(_id);
  return true;
}

async function readOn(services: Services, found: ImportRecord, { rows = Infinity, stopping }: Options) {
  const zone = await organizationTimeZone();
  const until = found.progress.rows + rows;
  for await (const step of inSteps(readPass(services, found, zone), Math.min(rows, rowsAtOnce))) {
    if (stopping?.aborted || found.progress.rows >= until) return;
    if (found.progress.rows + step.length > mostRows)
      return stop(services, found, 'conversions.import-too-many-rows');
    if (step.length) {
      const counts = await processRows(services, found, step);
      found.counts = addCounts([found.counts, counts]);
      found.progress = { ...step.at(-1)!.row.end, rows: found.progress.rows + step.length };
    }
    const { progress, counts } = found;
    const set = { progress, counts, failures: 0, problem: null };
    // Another one took over, or it was thrown away.
    if (!(await renewClaim(services, ConversionImport, found, { leaseMs, set }))) return;
  }
  await finish(services, found);
}

/** Joins parts into steps of about this many rows. A part without rows (read again only) just renews the claim. */
async function* inSteps(parts: AsyncIterable<ReadRow[]>, rows: number): AsyncGenerator<ReadRow[]> {
  let step: ReadRow[] = [];
  for await (const part of parts) {
    step = [...step, ...part];
    if (part.length && step.length < rows) continue;
    yield step;
    step = [];
  }
  if (step.length) yield step;
}

async function finish(services: Services, found: ImportRecord): Promise<void> {
  const { _id, state } = found;
  const done = state === 'trying' ? 'tried' : 'imported';
  if (done === 'imported') await notifyTaker(services, found, importEnds);
  const end = { $set: { state: done, since: services.clock.now() } };
  if ((await changeClaimed(ConversionImport, found, end)) && done === 'imported')
    await deleteParts(_id, 'file');
}

/** A failed step is tried again after longer and longer pauses. After five failures the import stops. */
async function recordFailure(services: Services, found: ImportRecord, error: unknown): Promise<void> {
  services.log.error(
    { event: 'import.step-failed', err: error, importId: found._id.toString() },
    'a step of an import failed',
  );
  const failures = (found.failures ?? 0) + 1;
  if (failures === mostFailures) return stop(services, found, 'conversions.import-failed');
  const nextTry = services.clock.now().getTime() + 2 ** (failures - 1) * leaseMs;
  const problem = { key: 'conversions.import-trying-again', values: {} };
  await changeClaimed(ConversionImport, found, {
    $set: { claim: null, dueAt: new Date(nextTry), failures, problem },
  });
}

async function stop(services: Services, found: ImportRecord, key: string): Promise<void> {
  const { _id, state } = found;
  // Who tries a file looks at its page.
  if (state === 'importing') await notifyTaker(services, found, importStops);
  const problem = { key, values: {} };
  const end = { $set: { state: 'stopped', problem, since: services.clock.now() } };
  if (await changeClaimed(ConversionImport, found, end)) await deleteParts(_id, 'file');
}

/** Before its state changes: a process that ends in between repeats it, and the notice is there once. */
async function notifyTaker(
  services: Services,
  { _id, takenBy, fileName, since, progress }: ImportRecord,
  kind: typeof importEnds,
): Promise<void> {
  const id = _id.toString();
  await notify(services, kind, {
    key: `${id} ${since.toISOString()}`,
    about: `import/${id}`,
    to: [takenBy.toString()],
    values: { file: fileName, count: progress.rows },
    path: `/admin/conversions/import/${id}`,
  });
}
