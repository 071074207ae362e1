import type { Job } from '../../platform/jobs/job.js';
import type { Services } from '../../services.js';
import { advanceImport } from './advance-import.js';
import { forgetImports } from './delete-import.js';

/** Continues all imports, one after the other. */
export async function advanceImports(services: Services, stopping?: AbortSignal): Promise<void> {
  while (!stopping?.aborted && (await advanceImport(services, { stopping })));
}

export const importJobs: Job[] = [
  {
    name: 'import-conversions',
    every: '5 seconds',
    about: 'goes on with files of conversions that are tried or imported',
    run: advanceImports,
  },
  {
    name: 'forget-imports',
    every: '1 hour',
    about:
      'deletes files of conversions that nobody went on with for a day, and tables of imports after 30 days',
    run: forgetImports,
  },
];
