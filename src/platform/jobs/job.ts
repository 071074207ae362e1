import type { Services } from '../../services.js';

/**
 * Runs a verb at an interval. The verb claims due work with atomic conditional updates, so a job may overlap with
 * itself, run late, or run on several machines.
 */
export interface Job {
  name: string;
  /** A cron expression with five fields, or an interval such as `10 seconds`. */
  every: string;
  about: string;
  /** `stopping` is aborted when the process is about to end: start nothing new then. */
  run(services: Services, stopping?: AbortSignal): Promise<unknown>;
}
