import { Router, type Request, type RequestHandler, type Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { NotFound } from '../platform/errors.js';
import { outside } from '../platform/guard.js';
import { renderPage } from '../platform/pages.js';
import type { Services } from '../services.js';
import { subscribeAgain, unsubscribe } from './change-subscription.js';
import { momentInWords } from './digest-settings.view.js';
import { getSubscriptionByToken } from './find-subscription.js';

type Page = 'unsubscribe' | 'unsubscribed' | 'subscribed-again';

/** One-click unsubscribing (RFC 8058): GET shows a button and changes nothing, as mail scanners open every link. */
export function unsubscribeRoutes(services: Services): Router {
  const router = Router();
  // Only wrong links count: mail providers unsubscribe many people from few addresses.
  const wrongLinks = new RateLimiterMemory({ points: 30, duration: 60 });

  const show = async (_req: Request, res: Response, token: string, page?: Page) => {
    const { active, nextDigestAt, timeZone, language } = await getSubscriptionByToken(services, token);
    const { lang } = Object.assign(res.locals, { timeZone, ...(language && { lang: language }) }) as {
      lang: string;
    };
    const view = page ?? (active ? 'unsubscribe' : 'unsubscribed');
    const data = {
      layout: 'plain' as const,
      path: `/unsubscribe/${token}`,
      next: momentInWords(nextDigestAt, timeZone, lang),
    };
    renderPage(res, `notifications/${view}`, `notifications.${view}-title`, data);
  };

  /** Answers an unknown token with 404, and who tries many with 429. The body of a request is never read. */
  const withToken =
    (answer: (req: Request, res: Response, token: string) => Promise<void>): RequestHandler =>
    async (req, res) => {
      const ip = req.ip ?? '';
      res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
      const tried = await wrongLinks.get(ip);
      if (tried && tried.remainingPoints <= 0) {
        res.status(429).set('Retry-After', String(Math.ceil(tried.msBeforeNext / 1000)));
        renderPage(res, 'notifications/wait', 'notifications.wait-title', { layout: 'plain' });
        return;
      }
      try {
        await answer(req, res, String(req.params.token));
      } catch (error) {
        if (error instanceof NotFound) await spend(wrongLinks, ip);
        throw error;
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

async function spend(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
  }
}
