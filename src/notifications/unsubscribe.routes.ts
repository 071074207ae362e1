import { Router, type Request, type RequestHandler, type Response } from 'express';
import { NotFound } from '../platform/errors.js';
import { outside } from '../platform/http/guard.js';
import { createNetworkLimit } from '../platform/http/limit-network.js';
import { inLanguage, localeIn, renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { pauseSubscription, subscribeAgain, unsubscribe } from './change-subscription.js';
import { getSubscriptionByToken } from './find-subscription.js';
import { weekdayAndTimeText } from '../platform/text/formats.js';

type Page = 'unsubscribe' | 'unsubscribed' | 'pause' | 'paused' | 'subscribed-again';

/** One-click unsubscribing (RFC 8058): GET shows a button and changes nothing, as mail scanners open every link. */
export function unsubscribeRoutes(services: Services): Router {
  const router = Router();
  // Only wrong links are limited: mail providers unsubscribe many people from few addresses.
  const countWrongLink = createNetworkLimit(services.clock, { times: 30, seconds: 60 });

  const show = async (_req: Request, res: Response, token: string, page?: Page) => {
    const { active, paused, nextDigestAt, timeZone, language } = await getSubscriptionByToken(
      services,
      token,
    );
    const { organization } = res.locals as { organization: { region: string } | null };
    Object.assign(res.locals, { timeZone, ...(language && inLanguage(language, organization?.region)) });
    // Who comes back to the page that asks whether to pause sees that it is done, and can end the pause.
    const asked = page === 'pause' && paused ? 'paused' : (page ?? 'unsubscribe');
    const view = active ? asked : 'unsubscribed';
    const data = {
      layout: 'plain' as const,
      path: `/unsubscribe/${token}`,
      next: weekdayAndTimeText(localeIn(res), timeZone, nextDigestAt),
    };
    renderPage(res, `notifications/${view}`, `notifications.${view}-title`, data);
  };

  /** Answers 404 for an unknown token, and 429 after many of them. The body of the request is never read. */
  const withToken =
    (answer: (req: Request, res: Response, token: string) => Promise<void>): RequestHandler =>
    async (req, res) => {
      res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
      try {
        await answer(req, res, String(req.params.token));
      } catch (error) {
        const wait = error instanceof NotFound && countWrongLink(services.clientNetwork(req));
        if (!wait) throw error;
        res.status(429).set('Retry-After', String(wait));
        renderPage(res, 'notifications/wait', 'notifications.wait-title', { layout: 'plain' });
      }
    };

  router.get('/unsubscribe/:token', outside, withToken(show));

  router.post(
    '/unsubscribe/:token',
    outside,
    withToken(async (req, res, token) => {
      await unsubscribe(services, { token });
      await show(req, res, token, 'unsubscribed');
    }),
  );

  router.get(
    '/unsubscribe/:token/pause',
    outside,
    withToken((req, res, token) => show(req, res, token, 'pause')),
  );

  router.post(
    '/unsubscribe/:token/pause',
    outside,
    withToken(async (req, res, token) => {
      await pauseSubscription(services, { token });
      await show(req, res, token, 'paused');
    }),
  );

  router.post(
    '/unsubscribe/:token/undo',
    outside,
    withToken(async (req, res, token) => {
      await subscribeAgain(services, { token });
      await show(req, res, token, 'subscribed-again');
    }),
  );

  return router;
}
