import { chromium, type Browser } from 'playwright-core';
import { chromiumPath } from '../find-chromium.js';

/** A headless Chromium that talks to nobody but the pages that are looked at. */
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
