// How people sign in: passwords, invitations, resets, set-up and sessions. Guessing passwords is slowed down
// without locking out their owners (limit-attempts.ts).
export { accountNotice } from './account-notices.js';
export { asksForPassword } from './confirm-password.js';
export { createPerson } from './create-person.js';
export { showInvitationLink } from './invitation-link.view.js';
export { ownAttemptOf } from './known-devices.js';
export {
  countUninvited,
  countWave,
  findWaitingInvitations,
  sendFirstInvitations,
  startWave,
  type Uninvited,
  type Wave,
} from './invitation-waves.js';
export { invitation } from './invitations.js';
export { initializePassport, isSignedIn } from './passport.js';
export { newPasswordField, passwordField } from './password-fields.js';
export { passwordReset } from './password-resets.js';
export { invitePerson, sendInvitation, sendInvitationAgain } from './send-invitation.js';
export { changePassword, hasPassword } from './set-password.js';
export { setUpLink, setUpLinkFile } from './set-up.js';
export { signInJobs } from './sign-in.jobs.js';
export { signInRoutes } from './sign-in.routes.js';
export { voidLinks } from './single-use-links.js';
export { startSession } from './start-session.js';
export { tryPassword } from './try-password.js';
export { signInPersonalData } from './sign-in.personal-data.js';
