import { findPosts } from '../posts/index.js';
import { listLocations, listTeams } from '../people/index.js';
import { readAtOnce, type PersonalData } from '../platform/data/personal-data.js';
import { Habit, noEnd } from './habit.model.js';
import { Membership } from './membership.model.js';
import { Participation } from './participation.model.js';

/** Counted from 1, as people count; null for none. */
const placeOf = (place: number | null | undefined): number | null =>
  typeof place === 'number' ? place + 1 : null;

export const participationPersonalData: PersonalData[] = [
  {
    collection: 'participations',
    words: 'participation.data-participations',
    async find(personId) {
      const rows = await Participation.find({ personId }).sort({ at: 1 }).batchSize(readAtOnce).lean();
      const posts = await findPosts(rows.map(({ postId }) => postId.toString()));
      const nameOf = await namesOfPlaces();
      return rows.map((row) => ({
        at: row.at,
        day: row.day,
        happened: row.kind,
        title: posts.get(row.postId.toString())?.title ?? null,
        network: row.network,
        text: row.caption,
        origin: row.origin ?? null,
        team: nameOf(row.teamId),
        location: nameOf(row.locationId),
        version: row.guidelineVersion ?? null,
        level: row.level ?? null,
        offered: placeOf(row.copyOffered),
        used: placeOf(row.copyUsed),
        evidence: row.evidence ?? null,
        partlyKnown: row.isAssumed,
        ownWords: row.hasWords ?? null,
      }));
    },
    leavesOut: {
      'about the post': ['topicId', 'goalId', 'tacticId', 'postRevision'],
      'the share is exported itself': ['shareId'],
    },
    erase: (_services, personId) => Participation.updateMany({ personId }, { $set: { caption: '' } }),
  },
  {
    collection: 'memberships',
    words: 'participation.data-memberships',
    async find(personId) {
      const intervals = await Membership.find({ personId }).sort({ revision: 1 }).lean();
      const nameOf = await namesOfPlaces();
      return intervals.map(({ teamId, locationId, status, from, to = null, isAssumed }) => ({
        team: nameOf(teamId),
        location: nameOf(locationId),
        status,
        from,
        to,
        assumed: isAssumed,
      }));
    },
  },
  {
    collection: 'habits',
    words: 'participation.data-habits',
    async find(personId) {
      const habit = await Habit.findById(personId).lean();
      return (habit?.regular ?? []).map(({ from, to }) => ({
        kind: 'regular',
        from,
        to: to === noEnd ? null : to,
      }));
    },
    leavesOut: {
      'calculated again each week from what is exported': [
        ...[
          'through',
          'recent',
          'isRegular',
          'isMember',
          'teamId',
          'isActiveInMonth',
          'firstMonth',
          'monthBefore',
        ],
      ],
    },
  },
];

/** A function that names a team or a location. */
async function namesOfPlaces(): Promise<(id: unknown) => string | null> {
  const places = [...(await listTeams()), ...(await listLocations())];
  const names = new Map(places.map(({ id, name }) => [id, name]));
  return (id) => names.get(String(id)) ?? null;
}
