import { findPosts } from '../posts/index.js';
import { listLocations, listTeams } from '../people/index.js';
import type { PersonalData } from '../platform/data/personal-data.js';
import { Habit, noEnd } from './habit.model.js';
import { Membership } from './membership.model.js';
import { Participation } from './participation.model.js';

export const participationPersonalData: PersonalData[] = [
  {
    collection: 'participations',
    words: 'participation.data-participations',
    async find(personId) {
      const rows = await Participation.find({ personId }).sort({ at: 1 }).lean();
      const posts = await findPosts(rows.map(({ postId }) => postId.toString()));
      return rows.map(({ at, day, kind, postId, network, level, caption, ...row }) => ({
        at,
        day,
        happened: kind,
        title: posts.get(postId.toString())?.title ?? null,
        network,
        text: caption,
        level: level ?? null,
        origin: row.origin ?? null,
        version: row.guidelineVersion ?? null,
        // Counted from 1, as people count.
        suggestion: row.copyOffered === null || row.copyOffered === undefined ? null : row.copyOffered + 1,
        partlyKnown: row.isAssumed,
      }));
    },
    erase: (_services, personId) => Participation.updateMany({ personId }, { $set: { caption: '' } }),
  },
  {
    collection: 'memberships',
    words: 'participation.data-memberships',
    async find(personId) {
      const [intervals, teams, locations] = await Promise.all([
        Membership.find({ personId }).sort({ revision: 1 }).lean(),
        listTeams(),
        listLocations(),
      ]);
      const names = new Map([...teams, ...locations].map(({ id, name }) => [id, name]));
      const nameOf = (id: unknown) => names.get(String(id)) ?? null;
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
  },
];
