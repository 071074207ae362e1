import { readLastBackup } from '../platform/data/last-backup.js';
import { readStorageState, type StorageState } from '../platform/data/read-storage-state.js';
import { readJobStates, type JobStates } from '../platform/jobs/read-job-states.js';
import { readMailState, type MailState } from '../platform/net/mail-state.js';
import type { Services } from '../services.js';
import { countDeliveries, type DeliveriesState } from '../deliveries/index.js';
import { countParkedEvents, readLateReactions, type LateReactions } from '../events/index.js';
import { readPictureRoom, type PictureRoomState } from '../files/index.js';
import { getOrganization } from '../organization/index.js';
import { isGuidelinePublished } from '../guidelines/index.js';
import { countAdmins, countPeople, countPermitted, type PeopleCount } from '../people/index.js';
import { isAnyPublished } from '../posts/index.js';
import { readFeedsState, type FeedsState } from '../sources/index.js';

/** How everything runs, and what the first steps need to know. */
export interface State {
  mail: MailState;
  deliveries: DeliveriesState;
  feeds: FeedsState;
  jobs: JobStates;
  /** How many changes have something that must follow from them and was given up. */
  parkedEvents: number;
  /** What should have followed from changes by now; null if nothing is late. */
  lateReactions: LateReactions | null;
  people: PeopleCount & { admins: number };
  pictures: PictureRoomState;
  storage: StorageState;
  /** When the embedded database was last backed up, or null; undefined for another database. */
  backup: { lastAt: Date | null; isOld: boolean } | undefined;
  /** True when the organization wants no feeds. */
  writesOwnPosts: boolean;
  hasGuideline: boolean;
  hasPublished: boolean;
  /** Active people who may approve posts, counted up to two. */
  approvers: number;
}

/** Asks every feature how it runs. `jobNames` are the jobs that should run. */
export async function readState(services: Services, jobNames: readonly string[]): Promise<State> {
  const [mail, deliveries, feeds, jobs, people, admins, pictures, storage] = await Promise.all([
    readMailState(services),
    countDeliveries(),
    readFeedsState(),
    readJobStates(services, jobNames),
    countPeople(),
    countAdmins(2),
    readPictureRoom(),
    readStorageState(services),
  ]);
  const [backup, parkedEvents, lateReactions, organization, hasGuideline, hasPublished, approvers] =
    await Promise.all([
      readBackup(services),
      countParkedEvents(),
      readLateReactions(services),
      getOrganization(),
      isGuidelinePublished(),
      isAnyPublished(),
      countPermitted('approve-posts', 2),
    ]);
  return {
    mail,
    deliveries,
    feeds,
    jobs,
    parkedEvents,
    lateReactions,
    people: { ...people, admins },
    pictures,
    storage,
    backup,
    writesOwnPosts: organization?.writesOwnPosts ?? false,
    hasGuideline,
    hasPublished,
    approvers,
  };
}

/** After this time, a backup no longer counts as recent. */
const oldAfterMs = 8 * 24 * 60 * 60 * 1000;

async function readBackup({ env, clock }: Services): Promise<State['backup']> {
  if (env.MONGODB_URI) return undefined;
  const lastAt = await readLastBackup(env.DATA_DIR);
  return { lastAt, isOld: lastAt !== null && clock.now().getTime() - lastAt.getTime() > oldAfterMs };
}
