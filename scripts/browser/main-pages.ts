import type { Page } from 'playwright-core';
import type { SignIn } from '../../src/sample-organization/index.js';

/** The main pages, by a name and who of the sample opens them. An ending `*` stands for the first link below it. */
export const mainPages = [
  { name: 'sign-in', path: '/sign-in', role: null },
  { name: 'feed', path: '/feed', role: 'advocate' },
  { name: 'guidelines', path: '/guidelines', role: 'advocate' },
  { name: 'results', path: '/me', role: 'advocate' },
  { name: 'shares', path: '/me/shares', role: 'advocate' },
  { name: 'account', path: '/account', role: 'advocate' },
  { name: 'share', path: '/posts/*', role: 'editor' },
  { name: 'studio', path: '/studio', role: 'editor' },
  { name: 'studio-posts', path: '/studio/posts', role: 'editor' },
  { name: 'studio-post', path: '/studio/posts/*', role: 'editor' },
  { name: 'editor', path: '/studio/posts/new', role: 'editor' },
  { name: 'reports', path: '/reports', role: 'sponsor' },
  { name: 'admin', path: '/admin', role: 'admin' },
  { name: 'people', path: '/admin/people', role: 'admin' },
  { name: 'teams', path: '/admin/teams', role: 'admin' },
  { name: 'locations', path: '/admin/locations', role: 'admin' },
  { name: 'outbox', path: '/outbox', role: 'admin' },
] as const;

/** Opens a path; an ending `*` stands for the first link below it. */
export async function openPath(page: Page, path: string): Promise<void> {
  if (!path.endsWith('*')) return void (await page.goto(path));
  const folder = path.slice(0, -1);
  await page.goto(folder === '/posts/' ? '/feed' : folder.slice(0, -1));
  const link = page.locator(`main a[href^="${folder}"]:not([href$="/new"])`).first();
  await page.goto((await link.getAttribute('href'))!);
}

/** Signs in through the sign-in page. */
export async function signInTo(
  page: Page,
  { email, password }: Pick<SignIn, 'email' | 'password'>,
): Promise<void> {
  await page.goto('/sign-in');
  await page.fill('#email', email);
  await page.fill('#password', password);
  await page.locator('main button').first().click();
  await page.waitForURL('**/feed');
}
