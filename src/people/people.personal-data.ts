import { eraseValues } from '../events/index.js';
import type { PersonalData } from '../platform/data/personal-data.js';
import { Location } from './location.model.js';
import { leaveTeams } from './team-heads.js';
import { Team, User } from './user.model.js';

export const peoplePersonalData: PersonalData[] = [
  {
    collection: 'users',
    words: 'people.data-person',
    async find(personId) {
      const user = await User.findById(personId).lean();
      if (!user) return [];
      const team = user.teamId && (await Team.findById(user.teamId, { name: 1 }).lean());
      const inviter = user.invitedById && (await User.findById(user.invitedById, { name: 1 }).lean());
      const location = user.locationId && (await Location.findById(user.locationId, { name: 1 }).lean());
      const { name, email, roles, identities, timeZone, language, joinedAt, invitedAt = null } = user;
      return [
        {
          ...{ name, email, roles, team: team?.name ?? null, location: location?.name ?? null },
          identities: (identities ?? []).map(({ issuer, subject }) => `${issuer}: ${subject}`),
          ...{ timeZone, language, invitedAt, invitedBy: inviter?.name ?? null, joinedAt },
        },
      ];
    },
    // The document itself was made blank by the change that this follows.
    erase: (_services, personId) =>
      eraseValues([`person/${personId}`], (path) => !['status', 'teamId', 'locationId'].includes(path)),
  },
  {
    collection: 'teams',
    words: 'people.data-teams',
    async find(personId) {
      const teams = await Team.find({ headId: personId }, { name: 1 }).lean();
      return teams.map(({ name }) => ({ team: name }));
    },
    erase: leaveTeams,
  },
];
