import type { BrowserContext, Locator, Page } from 'playwright-core';

/** Does what a person does, and writes down each action: a tap, or typing in one field. */
interface Hand {
  tap: (what: Locator) => Promise<void>;
  type: (field: Locator, text: string) => Promise<void>;
}

/** A way through the portal that begins on a page already open. */
type Walk = (page: Page, hand: Hand) => Promise<void>;

const nameOf = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The actions of this walk, in order. */
export async function actionsOf(walk: Walk, page: Page): Promise<string[]> {
  const actions: string[] = [];
  await walk(page, {
    tap: async (what) => {
      actions.push(`tap “${nameOf(await what.innerText())}”`);
      await what.click();
    },
    type: async (field, text) => {
      const label = page.locator(`label[for="${await field.getAttribute('id')}"]`);
      actions.push(`type in “${nameOf(await label.innerText())}”`);
      await field.fill(text);
    },
  });
  return actions;
}

/** Answers for the composers of networks, so that nothing leaves this machine. */
export async function standInForNetworks(context: BrowserContext, own: string): Promise<void> {
  await context.route(
    (url) => url.origin !== own,
    (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Composer</title>' }),
  );
}

/** From the feed to the composer of the network that this person uses most. */
const share: Walk = async (page, { tap }) => {
  await page.goto('/feed');
  const own = new URL(page.url()).origin;
  await tap(page.locator('[data-part=pick] .button'));
  await page.waitForURL('**/posts/*');
  await tap(page.locator('[data-part=action] .button'));
  await page.waitForURL((url) => url.origin !== own);
};

/** From the feed to the composer of another network. */
const shareElsewhere: Walk = async (page, { tap }) => {
  await page.goto('/feed');
  const own = new URL(page.url()).origin;
  await tap(page.locator('[data-part=cards] .post-title a').first());
  await page.waitForURL('**/posts/*');
  await tap(page.locator('.networks .network:not(:has(:checked)):visible').first());
  await tap(page.locator('[data-part=action] .button'));
  await page.waitForURL((url) => url.origin !== own);
};

/** The question whether it was posted, which waits on whatever page is opened next. */
const answer: Walk = async (page, { tap }) => {
  await page.goto('/me');
  await tap(page.locator('[data-part=posted-question] button[value=yes]'));
  await page.waitForLoadState();
};

/** Reads and acknowledges the guideline that waits, from the feed. */
const acknowledge: Walk = async (page, { tap }) => {
  await page.goto('/feed');
  await tap(page.locator('[data-part=guideline] a'));
  await page.waitForURL('**/guidelines**');
  await tap(page.locator('[data-part=acknowledgement] label').first());
  await tap(page.locator('[data-part=acknowledgement] button'));
  await page.waitForURL('**/feed');
};

/** A new post, from the studio until it waits for the approver. */
const write: Walk = async (page, { tap, type }) => {
  await page.goto('/studio');
  await tap(page.locator('main a[href="/studio/posts/new"]').first());
  await page.waitForURL('**/new');
  await type(page.locator('#link'), 'https://www.marram-ferries.example/quay');
  await type(page.locator('#title'), 'A new quay');
  await type(page.locator('[name=suggestedCopy]').first(), 'We moor at a new quay from today.');
  await tap(page.locator('label:has-text("Corporate")').first());
  await tap(page.locator('main form.form [data-part=action] .button'));
  await page.waitForURL(/posts\/[0-9a-f]{24}$/);
  await tap(page.locator('form[action$="/submit"] button'));
  await page.waitForLoadState();
};

/** Approves what waits longest, from the studio. It is published at once, unless it has a day. */
const approve: Walk = async (page, { tap }) => {
  await page.goto('/studio');
  await tap(page.locator('[data-part=queue-to-review] .item-title a').first());
  await page.waitForURL('**/posts/*');
  await tap(page.locator('form[action$="/approve"] button'));
  await page.waitForLoadState();
};

/** The main ways, in an order in which each can be gone: who goes them, and in how many actions at most. */
export const walks = [
  {
    role: 'advocate',
    ways: [
      { what: 'Acknowledge the guideline', walk: acknowledge, most: 3 },
      { what: 'Share on the usual network', walk: share, most: 2 },
      { what: 'Say that it is posted', walk: answer, most: 1 },
      { what: 'Share on another network', walk: shareElsewhere, most: 3 },
    ],
  },
  { role: 'editor', ways: [{ what: 'Write a post and send it to review', walk: write, most: 7 }] },
  { role: 'approver', ways: [{ what: 'Approve and publish a post', walk: approve, most: 2 }] },
] as const;
