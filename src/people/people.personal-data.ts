import { Types } from 'mongoose';
import { eraseValues } from '../events/index.js';
import type { PersonalData } from '../platform/data/personal-data.js';
import { Location } from './location.model.js';
import { leaveTeams } from './team-heads.js';
import { Team, User } from './user.model.js';

/** @param namesOfTopics of a feature that this one may not see */
export const peoplePersonalData = (namesOfTopics: (ids: string[]) => Promise<string[]>): PersonalData[] => [
  {
    collection: 'users',
    words: 'people.data-person',
    async find(personId) {
      const user = await User.findById(personId).lean();
      if (!user) return [];
      const team = user.teamId && (await Team.findById(user.teamId, { name: 1 }).lean());
      const inviter = user.invitedById && (await User.findById(user.invitedById, { name: 1 }).lean());
      const location = user.locationId && (await Location.findById(user.locationId, { name: 1 }).lean());
      const { name, email, roles, identities, status, timeZone, language, joinedAt, invitedAt = null } = user;
      return [
        {
          ...{ name, email, roles, team: team?.name ?? null, location: location?.name ?? null },
          topics: await namesOfTopics(user.topicIds.map(String)),
          identities: (identities ?? []).map(({ issuer, subject }) => `${issuer}: ${subject}`),
          ...{ status, timeZone, language, invitedAt, invitedBy: inviter?.name ?? null, joinedAt },
        },
      ];
    },
    leavesOut: {
      'the name again, for searching': ['foldedName', 'nameStarts'],
      'the roles again, with where they come from': ['roleGrants'],
      'only checks the password': ['passwordHash'],
      'technical, says nothing more': ['statusBefore', 'sessionVersion', 'invitations', 'isChanged'],
      'mails that are sent within seconds': ['pendingNotices'],
    },
    // The document itself was made blank by the change that this follows.
    async erase(_services, personId) {
      // Mails to them that are not recorded yet, with their addresses.
      await User.updateOne(
        { _id: personId, status: 'erased' },
        { $pull: { pendingNotices: { personId: new Types.ObjectId(personId) } } },
      );
      await eraseValues([`person/${personId}`], (path) => !['status', 'teamId', 'locationId'].includes(path));
    },
  },
  {
    collection: 'teams',
    words: 'people.data-teams',
    async find(personId) {
      const teams = await Team.find({ headId: personId }, { name: 1 }).lean();
      return teams.map(({ name }) => ({ team: name }));
    },
    leavesOut: {
      'about the team': ['endedAt', 'mergedInto', 'foldedName'],
    },
    erase: leaveTeams,
  },
];
