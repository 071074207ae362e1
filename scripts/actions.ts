/**
 * Prints what people have to do for the main ways through the portal, action by action, on a phone. An action is a
 * tap, or typing in one field. Starts the portal with the sample organization by itself.
 *
 *   npm run actions
 */
import { launchChromium } from './browser/launch-chromium.js';
import { signInTo } from './browser/main-pages.js';
import { openSamplePortal } from './browser/sample-portal.js';
import { actionsOf, standInForNetworks, walks } from './browser/walks.js';

const portal = await openSamplePortal();
const browser = await launchChromium();
try {
  for (const { role, ways } of walks) {
    const context = await browser.newContext({ baseURL: portal.url, viewport: { width: 390, height: 844 } });
    await standInForNetworks(context, portal.url);
    const page = await context.newPage();
    await signInTo(
      page,
      portal.signIns.find((signIn) => signIn.role === role)!,
    );
    for (const { what, walk } of ways) {
      const actions = await actionsOf(walk, page);
      console.log(`${what} (${role}): ${actions.length}`);
      console.log(`${actions.map((action, n) => `  ${n + 1}. ${action}`).join('\n')}\n`);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await portal.close();
}
