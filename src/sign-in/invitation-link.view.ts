import type { Response } from 'express';
import { renderPage } from '../platform/http/pages.js';
import type { Invitation } from './send-invitation.js';

/**
 * Shows the link of an invitation that was not mailed, for the admin to pass on. It is in this answer and nowhere
 * else.
 */
export function showInvitationLink(
  res: Response,
  { userId, url, outboxFile, name }: Invitation & { name: string },
): void {
  renderPage(res.set('Cache-Control', 'no-store'), 'sign-in/invitation-link', 'sign-in.invitation-link', {
    userId,
    name,
    url,
    outboxFile: outboxFile ?? '',
  });
}
