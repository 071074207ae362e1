import type { Job } from '../platform/jobs/job.js';
import type { Services } from '../services.js';
import { addListedPeople } from './list/add-people.js';
import { finishMerges } from './merge-team.js';

async function addAll(services: Services, stopping?: AbortSignal): Promise<void> {
  while (!stopping?.aborted && (await addListedPeople(services, { ...(stopping && { stopping }) })));
}

export const accountsJobs: Job[] = [
  {
    name: 'add-people',
    every: '5 seconds',
    about: 'adds the people of lists that admins sent',
    run: addAll,
  },
  {
    name: 'finish-merges',
    every: '1 minute',
    about: 'moves the people and posts that are still with merged teams',
    run: finishMerges,
  },
];
