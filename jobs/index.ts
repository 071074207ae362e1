import { accountsJobs, peopleListNotices } from '../src/accounts/index.js';
import { picturesOfPosts, postsJobs } from '../src/posts/index.js';
import { apiKeyNotices, conversionsJobs, webhookSecretNotices } from '../src/conversions/index.js';
import { deliveriesJobs } from '../src/deliveries/index.js';
import { digestsJobs } from '../src/digests/index.js';
import { eventsJobs } from '../src/events/index.js';
import { filesJobs, pictureNotices } from '../src/files/index.js';
import { organizationNotices } from '../src/organization/index.js';
import type { Job } from '../src/platform/jobs/job.js';
import { participationJobs } from '../src/participation/index.js';
import { publishedResultsJobs } from '../src/published-results/index.js';
import { rollupsJobs } from '../src/rollups/index.js';
import { recognitionJobs } from '../src/recognition/index.js';
import { sharingJobs } from '../src/sharing/index.js';
import { picturesOfInbox, sourcesJobs } from '../src/sources/index.js';
import { statisticsJobs } from '../src/statistics/index.js';
import { signInJobs } from '../src/sign-in/index.js';
import { strategyJobs } from '../src/strategy/index.js';
import { deliveryKinds } from './deliveries.js';
import { reactions } from './reactions.js';

/** Every job: its name, when it runs, what it calls. The table in docs/develop/add-a-job.md is printed from here. */
export const jobs: Job[] = [
  ...eventsJobs(reactions),
  ...postsJobs,
  ...statisticsJobs,
  ...conversionsJobs,
  ...sharingJobs,
  ...participationJobs,
  ...rollupsJobs,
  ...publishedResultsJobs,
  ...sourcesJobs,
  ...filesJobs([picturesOfPosts, picturesOfInbox]),
  ...recognitionJobs,
  ...strategyJobs,
  ...digestsJobs,
  ...accountsJobs,
  ...signInJobs([
    apiKeyNotices,
    webhookSecretNotices,
    organizationNotices,
    pictureNotices,
    peopleListNotices,
  ]),
  ...deliveriesJobs(deliveryKinds),
];
