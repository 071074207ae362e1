import { z } from 'zod';
import { passwordProblem } from './password-rules.js';

/** An existing password. */
export const passwordField = z.string('sign-in.password-missing').min(1, 'sign-in.password-missing');

/** A new password, with the checks that need no knowledge of its owner. The verbs check more. */
export const newPasswordField = passwordField.superRefine((password, context) => {
  const message = passwordProblem(password, { email: '', organizationName: '' });
  if (message) context.addIssue({ code: 'custom', message });
});
