import { Router } from 'express';
import { z } from 'zod';
import { Forbidden, NotFound } from '../platform/errors.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { asPreview, hiddenLink, listOutbox, readOutboxMail } from './outbox-mail.js';

const widths = ['desktop', 'phone'] as const;
const widthField = z.enum(widths).catch('desktop');

const previewPolicy = (publicUrl: string): string =>
  [
    'sandbox',
    "default-src 'none'",
    `img-src ${publicUrl}`,
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');

/** Stored mail, for admins who try the product out without a relay. */
export function outboxRoutes(services: Services): Router {
  const router = Router();

  router.get('/outbox', may('read-outbox'), async (req, res) => {
    const list = await listOutbox(services, { actor: req.user!, page: pageField.parse(req.query.page) });
    renderPage(res, 'notifications/outbox', 'notifications.outbox-title', {
      mails: list.mails,
      total: list.total,
      relayed: Boolean(services.env.SMTP_URL),
      pagination: pageLinks('/outbox', {}, list),
    });
  });

  router.get('/outbox/:name', may('read-outbox'), async (req, res) => {
    const { mail } = await readOutboxMail(services, { actor: req.user!, name: String(req.params.name) });
    const paragraphs = mail.text
      .trim()
      .split(/\n{2,}/)
      .filter(Boolean)
      .map((lines) => lines.replaceAll(hiddenLink, say(res, 'notifications.outbox-hidden')).split('\n'));
    const { name, to, subject, date, isPrivate } = mail;
    const width = widthField.parse(req.query.width);
    renderPage(res, 'notifications/outbox-mail', 'notifications.outbox-mail', {
      mail: { name, to, subject, date, isPrivate, hasHtml: mail.html !== '' },
      width,
      widths: widths.map((each) => ({
        label: say(res, `notifications.outbox-width-${each}`),
        href: `/outbox/${name}?width=${each}`,
        isCurrent: each === width,
      })),
      paragraphs,
    });
  });

  // For the frame of the page above, and of no other site: nothing in it runs, leads anywhere or is loaded from
  // elsewhere.
  router.get('/outbox/:name/html', may('read-outbox'), async (req, res) => {
    const { mail } = await readOutboxMail(services, { actor: req.user!, name: String(req.params.name) });
    if (!mail.html) throw new NotFound();
    res.set('Content-Security-Policy', previewPolicy(services.publicUrl));
    res.type('html').send(asPreview(mail).replaceAll(hiddenLink, say(res, 'notifications.outbox-hidden')));
  });

  router.get('/outbox/:name/download', may('read-outbox'), async (req, res) => {
    const { mail, source } = await readOutboxMail(services, {
      actor: req.user!,
      name: String(req.params.name),
    });
    if (mail.isPrivate) throw new Forbidden('private mail');
    res.type('message/rfc822').attachment(mail.name).send(source);
  });

  return router;
}
