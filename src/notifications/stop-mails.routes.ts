import { Router, type Request, type Response } from 'express';
import { NotFound } from '../platform/errors.js';
import { outside } from '../platform/http/guard.js';
import { inLanguage, renderPage, say } from '../platform/http/pages.js';
import { findActivePerson } from '../people/index.js';
import type { Services } from '../services.js';
import { stopMails } from './choose-notices.js';
import type { NoticeKind } from './notice-kinds.js';
import { readStopMailsToken } from './stop-mails-link.js';

/** One-click unsubscribing (RFC 8058) of one kind of notices: GET shows a button and changes nothing. */
export function stopMailsRoutes(services: Services, kinds: readonly NoticeKind[]): Router {
  const router = Router();

  const answer = (isStopping: boolean) => async (req: Request, res: Response) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    const stopped = readStopMailsToken(services, String(req.params.token));
    const kind = kinds.find(({ name, mail }) => name === stopped?.kind && mail !== 'always');
    const person = stopped && (await findActivePerson(stopped.userId));
    if (!kind || !person) throw new NotFound();
    if (isStopping) await stopMails(services, { userId: person.id, kind });
    const { organization } = res.locals as { organization: { region: string } | null };
    Object.assign(res.locals, inLanguage(person.language, organization?.region));
    const page = isStopping ? 'mails-stopped' : 'stop-mails';
    renderPage(res, `notifications/${page}`, `notifications.${page}-title`, {
      layout: 'plain',
      path: req.path,
      choice: say(res, `${kind.words}-choice`),
    });
  };

  router.get('/stop-mails/:token', outside, answer(false));
  router.post('/stop-mails/:token', outside, answer(true));
  return router;
}
