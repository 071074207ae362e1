import { jobs } from '../../jobs/index.js';
import type { Services } from '../../src/services.js';

/** Runs a job as the worker does, by its name. */
export async function runJob(services: Services, name: string, stopping?: AbortSignal): Promise<void> {
  const job = jobs.find((one) => one.name === name);
  if (!job) throw new Error(`There is no job ${name}`);
  await job.run(services, stopping);
}
