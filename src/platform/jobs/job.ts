import type { Services } from '../../services.js';

/**
 * A tick of the clock that calls a verb. The verb claims what is due with atomic conditional updates, so
 * a job may overlap with itself, run late, or run on many machines.
 */
export interface Job {
  name: string;
  /** A five-field cron line, or an interval such as `10 seconds`. */
  every: string;
  about: string;
  /** `stopping` is aborted when the process is about to end: begin nothing more then. */
  run(services: Services, stopping?: AbortSignal): Promise<unknown>;
}
