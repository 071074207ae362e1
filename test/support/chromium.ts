import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import type { App } from '../../src/app.js';
import { startedSession } from './agent.js';

export { launchChromium } from '../../scripts/browser/launch-chromium.js';

/** A browser of this person's own, signed in to the app at `options.baseURL` without a walk through the sign-in page. */
export async function signedInContext(
  browser: Browser,
  app: App,
  personId: string,
  options: BrowserContextOptions & { baseURL: string },
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  const cookies = (await startedSession(app, personId)).map((cookie) => {
    const [pair = ''] = cookie.split(';');
    const equals = pair.indexOf('=');
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1), url: options.baseURL };
  });
  await context.addCookies(cookies);
  return context;
}
