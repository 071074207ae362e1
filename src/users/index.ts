// People: who they are, which team and roles they have, and how they sign in.
// Permissions are one table (permissions.ts); a route states its own with `may(action)`.
export { asksForPassword } from './confirm-password.js';
export { createPerson, type NewPerson } from './create-person.js';
export { acknowledgeChange, findChangedPeople } from './changed-people.js';
export { findActivePerson, findPeople, listPermitted, listTeams, type Person } from './find-people.js';
export { followTopics } from './follow-topics.js';
export { logAccountEvent } from './log-account-event.js';
export { createTeam } from './manage-teams.js';
export { may, permissions, permits, roles, type Action, type Role } from './permissions.js';
export { permissionsTable } from './permissions-table.js';
export { setUpLink, setUpLinkFile } from './set-up.js';
export { signInJobs } from './users.jobs.js';
export { accountsRoutes } from './users.routes.js';
export { signInRoutes } from './sign-in.routes.js';
export { initializePassport } from './passport.js';
