// People: who they are, which team and roles they have, and what they may do. All permissions are in one table
// (permissions.ts). Verbs ask it with `authorize(actor, action, on)`, and the guard of each route with `may(action)`.
export { cleanAddress, nameInAddress } from './clean-address.js';
export { authorize, personIdOf, isAuthorized, may, type Actor, type SignedIn } from './authorize.js';
export { checkRevision } from './check-revision.js';
export { acknowledgeChange, findChangedPeople } from './changed-people.js';
export { countAdmins, countPeople, countPermitted, type PeopleCount } from './count-people.js';
export { labelsOf, locationChoices, roleChoices, teamChoices, teamLabel } from './choices.view.js';
export {
  asPerson,
  eachActivePerson,
  findActivePeople,
  findActivePerson,
  findAddresses,
  findPeople,
  findPersonId,
  findSignedIn,
  listPermitted,
  listTeams,
  whoMay,
  type Person,
} from './find-people.js';
export { Location } from './location.model.js';
export { listLocations, type LocationView } from './locations.js';
export { foldName, nameFields } from './fold-name.js';
export { followTopics } from './follow-topics.js';
export { checkMailReach, mailReach, needsAllScripts, reachOfAllScripts } from './mail-reach.js';
export { localIdentity, localIssuer } from './identities.js';
export { newUser } from './new-user.js';
export { isAdminLeft, requireAdmin } from './require-admin.js';
export { logAccountEvent, type AccountEvent } from './log-account-event.js';
export {
  hasMoreRoles,
  permits,
  roles,
  rolesFor,
  wordsOfRoles,
  type Action,
  type Role,
} from './permissions.js';
export {
  emailField,
  languageField,
  locationIdField,
  nameField,
  rolesField,
  teamIdField,
  timeZoneField,
} from './person-fields.js';
export { type PeopleFilters, type Status } from './people-filters.js';
export { getPerson, searchPeople, type FoundPeople, type PersonRecord } from './search-people.js';
export { chosenRoles, grantedByHand } from './role-grants.js';
export { findColleague } from './find-colleague.js';
export { findHeads, headByAddress, type TeamHead } from './team-heads.js';
export { isOpen, offeredTeams, teamAfterMerges, type TeamView } from './teams.js';
export { Team, User } from './user.model.js';
export { peoplePersonalData } from './people.personal-data.js';
