import { Router } from 'express';
import { z } from 'zod';
import { addFlash } from '../platform/http/flash.js';
import { parseInput } from '../platform/http/forms.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { chooseNotices, listChoices } from './choose-notices.js';
import type { NoticeKind } from './notice-kinds.js';
import { noticeRows } from './notices.view.js';
import { listNotices, openNotice, readAllNotices } from './read-notices.js';

const readAll = z.object({ upTo: z.coerce.date() });
const names = z.preprocess((value) => value ?? [], z.array(z.string()).or(z.string()));
const choices = z.object({ mails: names, shown: names });

/** What happened and concerns the reader, and which of it comes as a mail. */
export function noticesRoutes(services: Services, kinds: readonly NoticeKind[]): Router {
  const router = Router();

  router.get('/notices', may('read-own-notices'), async (req, res) => {
    const list = await listNotices(services, {
      actor: req.user!,
      kinds,
      page: pageField.parse(req.query.page),
    });
    renderPage(res, 'notifications/notices', 'notifications.notices-title', {
      news: say(res, `notifications.notices-${list.unread ? 'new' : 'read'}`, { count: list.unread }),
      rows: noticeRows(services, kinds, list.notices, {
        locale: localeIn(res),
        timeZone: req.user!.timeZone,
      }),
      total: list.total,
      unread: list.unread,
      upTo: services.clock.now().toISOString(),
      pagination: pageLinks('/notices', {}, list),
    });
  });

  router.post('/notices/read', may('read-own-notices'), async (req, res) => {
    const { upTo } = parseInput(readAll, req.body);
    await readAllNotices(services, { actor: req.user!, upTo });
    res.redirect(303, '/notices');
  });

  router.get('/notices/:id', may('read-own-notices'), async (req, res) => {
    res.redirect(303, await openNotice(services, { actor: req.user!, id: String(req.params.id) }));
  });

  router.get('/account/notices', may('manage-own-account'), async (req, res) => {
    const listed = (await listChoices(kinds, req.user!)).map(({ kind, byMail }) => ({
      value: kind.name,
      label: say(res, `${kind.words}-choice`),
      selected: byMail,
      isFixed: kind.mail === 'always',
    }));
    renderPage(res, 'notifications/notice-choices', 'notifications.choices-title', {
      options: listed.filter(({ isFixed }) => !isFixed),
      always: listed.filter(({ isFixed }) => isFixed).map(({ label }) => label),
    });
  });

  router.post('/account/notices', may('manage-own-account'), async (req, res) => {
    const sent = parseInput(choices, req.body);
    const [byMail, named] = [sent.mails, sent.shown].map((list) => [list].flat());
    // A kind that the page did not show stays as it is.
    const shown = (await listChoices(kinds, req.user!)).flatMap(({ kind }) =>
      named!.includes(kind.name) ? kind : [],
    );
    await chooseNotices(services, { actor: req.user!, shown, byMail: byMail! });
    addFlash(req, 'success', 'notifications.choices-saved');
    res.redirect(303, '/account/notices');
  });

  return router;
}
