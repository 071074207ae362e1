// The pages of accounts: admins invite and change people and teams, and all people change their own account.
// Changes of roles and access ask for the password again.
export { accountsJobs } from './accounts.jobs.js';
export { peopleListNotices } from './list/add-people.js';
export { accountsNotices } from './accounts.notices.js';
export { accountsRoutes } from './accounts.routes.js';
export { createLocation } from './manage-locations.js';
export { createTeam, updateTeam } from './manage-teams.js';
export { mergeTeam } from './merge-team.js';
export { accountsPersonalData } from './accounts.personal-data.js';
