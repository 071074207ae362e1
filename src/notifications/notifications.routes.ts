import { Router } from 'express';
import type { Services } from '../services.js';
import { digestSettingsRoutes } from './digest-settings.routes.js';
import type { NoticeKind } from './notice-kinds.js';
import { noticesRoutes } from './notices.routes.js';
import { outboxRoutes } from './outbox.routes.js';
import { stopMailsRoutes } from './stop-mails.routes.js';
import { unsubscribeRoutes } from './unsubscribe.routes.js';

/** Mounted before the session: a mail program that unsubscribes somebody sends no cookie and no form token. */
export function notificationsOutsideRoutes(services: Services, kinds: readonly NoticeKind[]): Router {
  return Router().use(unsubscribeRoutes(services), stopMailsRoutes(services, kinds));
}

/** @param kinds all kinds of notices */
export function notificationsRoutes(services: Services, kinds: readonly NoticeKind[]): Router {
  return Router().use(digestSettingsRoutes(services), noticesRoutes(services, kinds), outboxRoutes(services));
}
