import mongoose from 'mongoose';
import type { Clock } from '../clock.js';

const minutes = 60_000;
/** A run that is later than this is overdue: jobs are due every few seconds, or wait for a free worker for moments. */
const grace = 5 * minutes;
/** A worker renews the lock of a running job more often than this. */
const lockIsFresh = 2 * minutes;

interface StoredJob {
  name: string;
  nextRunAt?: Date | null;
  lastFinishedAt?: Date;
  failedAt?: Date;
  lockedAt?: Date | null;
}

export interface JobStates {
  total: number;
  /** Jobs that should have begun minutes ago, or never ran. */
  overdue: string[];
  /** Jobs whose last run failed. */
  failed: string[];
  /** When a job last ended. */
  lastFinishedAt: Date | null;
}

/** How the jobs with these names run, from the collection that the workers share. */
export async function readJobStates(
  { clock }: { clock: Clock },
  names: readonly string[],
): Promise<JobStates> {
  const jobs = await mongoose.connection
    .db!.collection<StoredJob>('jobs')
    .find({ type: 'single', name: { $in: [...names] } })
    .project<StoredJob>({ name: 1, nextRunAt: 1, lastFinishedAt: 1, failedAt: 1, lockedAt: 1 })
    .toArray();
  const now = clock.now().getTime();
  const known = new Map(jobs.map((job) => [job.name, job]));
  const isOverdue = (job: StoredJob | undefined) => {
    if (!job) return true;
    if (job.lockedAt && now - job.lockedAt.getTime() < lockIsFresh) return false;
    return Boolean(job.nextRunAt && now - job.nextRunAt.getTime() > grace);
  };
  // A run that fails sets both moments to the same value.
  const hasFailed = ({ failedAt, lastFinishedAt }: StoredJob) =>
    Boolean(failedAt && (!lastFinishedAt || failedAt >= lastFinishedAt));
  const ends = jobs.flatMap(({ lastFinishedAt }) => lastFinishedAt?.getTime() ?? []);
  return {
    total: names.length,
    overdue: names.filter((name) => isOverdue(known.get(name))),
    failed: jobs.filter(hasFailed).map(({ name }) => name),
    lastFinishedAt: ends.length ? new Date(Math.max(...ends)) : null,
  };
}
