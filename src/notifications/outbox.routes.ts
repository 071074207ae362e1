import { Router } from 'express';
import { Forbidden } from '../platform/errors.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { hiddenLink, listOutbox, readOutboxMail } from './outbox-mail.js';

/** Stored mail, for admins who try the product out without a relay. */
export function outboxRoutes(services: Services): Router {
  const router = Router();

  router.get('/outbox', may('read-outbox'), async (req, res) => {
    const list = await listOutbox(services, { page: pageField.parse(req.query.page) });
    renderPage(res, 'notifications/outbox', 'notifications.outbox-title', {
      mails: list.mails,
      total: list.total,
      relayed: Boolean(services.env.SMTP_URL),
      pagination: pageLinks('/outbox', {}, list),
    });
  });

  router.get('/outbox/:name', may('read-outbox'), async (req, res) => {
    const { mail } = await readOutboxMail(services, { name: String(req.params.name) });
    const paragraphs = mail.text
      .trim()
      .split(/\n{2,}/)
      .filter(Boolean)
      .map((lines) => lines.replaceAll(hiddenLink, say(res, 'notifications.outbox-hidden')).split('\n'));
    renderPage(res, 'notifications/outbox-mail', 'notifications.outbox-mail', { mail, paragraphs });
  });

  router.get('/outbox/:name/download', may('read-outbox'), async (req, res) => {
    const { mail, source } = await readOutboxMail(services, { name: String(req.params.name) });
    if (mail.isPrivate) throw new Forbidden('private mail');
    res.type('message/rfc822').attachment(mail.name).send(source);
  });

  return router;
}
