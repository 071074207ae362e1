import type { CDPSession, Page } from 'playwright-core';

/** What opening a page costs. Bytes are as sent, after compression, with headers. */
export interface PageCost {
  document: number;
  /** Style sheet and fonts. */
  look: number;
  script: number;
  pictures: number;
  /** Cumulative layout shift: how much of what is in sight moved by itself. */
  shift: number;
  /** Milliseconds of each task of the main thread that took longer than 50. */
  longTasks: number[];
  /** Requests to any other origin. */
  foreign: string[];
}

/** Watches from before anything is shown, so that nothing that moves or takes long is missed. */
const observe = `
  globalThis.observed = { shift: 0, longTasks: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) observed.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) observed.longTasks.push(Math.round(entry.duration));
  }).observe({ type: 'longtask', buffered: true });
`;

const bucketOf: Record<string, 'document' | 'look' | 'script' | 'pictures'> = {
  Document: 'document',
  Stylesheet: 'look',
  Font: 'look',
  Script: 'script',
  Image: 'pictures',
};

/** Prepares a page for `measurePage`: once, before it is opened. `slowdown` is how many times slower its processor is. */
export async function prepareMeasuring(page: Page, slowdown = 1): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  if (slowdown > 1) await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.addInitScript(observe);
  return devtools;
}

/** Opens an address with an empty cache, scrolls to its end, and says what that cost. */
export async function measurePage(page: Page, devtools: CDPSession, address: string): Promise<PageCost> {
  const cost: PageCost = {
    ...{ document: 0, look: 0, script: 0, pictures: 0, shift: 0 },
    ...{ longTasks: [], foreign: [] },
  };
  const types = new Map<string, string>();
  const own = new URL(page.url()).origin;
  const typed = ({ requestId, type }: { requestId: string; type: string }) => types.set(requestId, type);
  const asked = ({ request: { url } }: { request: { url: string } }) => {
    const { origin, protocol } = new URL(url);
    if (origin !== own && protocol !== 'data:') cost.foreign.push(url);
  };
  const sent = ({ requestId, encodedDataLength }: { requestId: string; encodedDataLength: number }) => {
    const bucket = bucketOf[types.get(requestId) ?? ''];
    if (bucket) cost[bucket] += encodedDataLength;
  };
  devtools.on('Network.requestWillBeSent', asked);
  devtools.on('Network.responseReceived', typed);
  devtools.on('Network.loadingFinished', sent);
  await page.goto(address, { waitUntil: 'load' });
  await page.evaluate('document.fonts.ready.then(() => {})');
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  await page.waitForLoadState('networkidle');
  const { shift, longTasks } = await page.evaluate<{ shift: number; longTasks: number[] }>('observed');
  devtools.off('Network.requestWillBeSent', asked);
  devtools.off('Network.responseReceived', typed);
  devtools.off('Network.loadingFinished', sent);
  return { ...cost, shift, longTasks };
}
