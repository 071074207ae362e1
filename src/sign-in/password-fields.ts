import { z } from 'zod';
import { passwordProblem } from './password-rules.js';

/** A password that somebody has. */
export const passwordField = z.string('sign-in.password-missing').min(1, 'sign-in.password-missing');

/** A password to be: what can be said of it without knowing whose it is. The verbs know more. */
export const newPasswordField = passwordField.superRefine((password, context) => {
  const message = passwordProblem(password, { email: '', organizationName: '' });
  if (message) context.addIssue({ code: 'custom', message });
});
