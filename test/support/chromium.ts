import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { chromiumPath } from '../../scripts/find-chromium.js';
import type { App } from '../../src/app.js';
import { startedSession } from './agent.js';

/** A headless Chromium that talks to nobody but the pages under test. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

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
