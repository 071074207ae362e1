import type { Collection, Db, ObjectId } from 'mongodb';
import { dayIn, knownTimeZone } from '../platform/clock.js';
import type { Migration } from './migration.js';

interface StoredShare {
  _id: ObjectId;
  advocateId: ObjectId;
  postId: ObjectId;
  network: string;
  teamId?: ObjectId | null;
  locationId?: ObjectId | null;
  topicId?: ObjectId | null;
  level: string;
  caption?: string;
  status: string;
  posted?: boolean;
  at: Date;
  day: string;
  lastOpenedAt: Date;
  timesOpened: number;
  confirmedAt?: Date;
  preparing?: { at: Date } | null;
}

interface StoredParticipation {
  _id: string;
  kind: 'prepared' | 'posted';
  shareId: ObjectId;
  personId: ObjectId;
  at: Date;
}

interface StoredAcknowledgement {
  userId: ObjectId;
  version: number;
  at: Date;
}

const atOnce = 500;

/**
 * What is known of the preparings and the posting of a share that an older release recorded. Of several preparings only
 * the first and the last have a date, and only the words of the last were stored. What nobody stored is null.
 */
function rowsOf(
  share: StoredShare,
  {
    known,
    acknowledged,
    zone,
  }: { known: StoredParticipation[]; acknowledged: StoredAcknowledgement[]; zone: string },
) {
  const {
    _id,
    at,
    day,
    preparing = null,
    timesOpened,
    lastOpenedAt,
    caption = '',
    status,
    confirmedAt,
  } = share;
  const isThere = known.some((row) => row.kind === 'prepared' && row.at.getTime() === at.getTime());
  // Its event has all facts, also if its reaction is still to run.
  if (isThere || preparing?.at.getTime() === at.getTime()) return [];
  const row = (name: string, kind: StoredParticipation['kind'], when: Date) => ({
    _id: `assumed/${_id.toString()}/${name}`,
    ...{ kind, personId: share.advocateId, shareId: _id, postId: share.postId, network: share.network },
    ...{ at: when, day, level: share.level, caption: '' },
    teamId: share.teamId ?? null,
    locationId: share.locationId ?? null,
    topicId: share.topicId ?? null,
    ...{ postRevision: null, origin: null, copyOffered: null, copyUsed: null, evidence: null },
    guidelineVersion:
      Math.max(0, ...acknowledged.filter((one) => one.at <= when).map(({ version }) => version)) || null,
    isAssumed: true,
  });
  const isOnce = timesOpened <= 1;
  const first = { ...row('prepared', 'prepared', at), caption: isOnce ? caption : '' };
  const last = {
    ...row('prepared-again', 'prepared', lastOpenedAt),
    day: dayIn(zone, lastOpenedAt),
    caption,
  };
  const posting = {
    ...row('posted', 'posted', (status === 'confirmed' && confirmedAt) || at),
    caption: first.caption,
    evidence: status === 'confirmed' ? 'confirmed' : 'click',
  };
  const isPostingNew = share.posted && !known.some(({ kind }) => kind === 'posted');
  return [first, ...(preparing || isOnce ? [] : [last]), ...(isPostingNew ? [posting] : [])];
}

async function zoneOf(db: Db): Promise<string> {
  const organization = await db.collection<{ timeZone?: string }>('organizations').findOne({});
  return knownTimeZone(organization?.timeZone ?? 'UTC');
}

/** The rows of these people, by person. */
async function byPerson<T>(rows: Promise<T[]>, of: (row: T) => ObjectId): Promise<(id: ObjectId) => T[]> {
  const map = new Map<string, T[]>();
  for (const row of await rows) map.set(of(row).toString(), [...(map.get(of(row).toString()) ?? []), row]);
  return (id) => map.get(id.toString()) ?? [];
}

/**
 * Shares that were prepared before each preparing and posting was stored as a fact get rows of what is known, marked as
 * assumed. They have the team, topic and level of the day on which they were first shared, so this runs before results
 * follow their posts.
 */
export const migration: Migration = {
  number: 85,
  name: 'participations-of-earlier-shares',
  async run(db) {
    const zone = await zoneOf(db);
    const shares = db.collection<StoredShare>('shares');
    const participations: Collection<StoredParticipation> = db.collection('participations');
    const acknowledgements = db.collection<StoredAcknowledgement>('acknowledgements');
    for (let after: ObjectId | undefined; ;) {
      const found = await shares
        .find(after ? { _id: { $gt: after } } : {})
        .sort({ _id: 1 })
        .limit(atOnce)
        .toArray();
      if (!found.length) return;
      after = found.at(-1)!._id;
      const people = { $in: found.map(({ advocateId }) => advocateId) };
      const known = await byPerson(
        participations.find({ personId: people }).toArray(),
        ({ personId }) => personId,
      );
      const acknowledged = await byPerson(
        acknowledgements.find({ userId: people }).toArray(),
        ({ userId }) => userId,
      );
      const rows = found.flatMap((share) =>
        rowsOf(share, {
          known: known(share.advocateId).filter(
            (row) => row.shareId.equals(share._id) && !row._id.startsWith('assumed/'),
          ),
          acknowledged: acknowledged(share.advocateId),
          zone,
        }),
      );
      if (rows.length)
        await participations.bulkWrite(
          rows.map(({ _id, ...values }) => ({
            updateOne: { filter: { _id }, update: { $setOnInsert: values }, upsert: true },
          })),
        );
    }
  },
};
