import type { RequestListener } from 'node:http';
import { load, type CheerioAPI } from 'cheerio';
import supertest from 'supertest';
import { buildUser, password } from './builders.js';

/** A person at a browser: keeps cookies, reads pages, fills in the form that the page shows. CSRF stays on. */
export function createAgent(app: RequestListener) {
  const http = supertest.agent(app);
  let page: CheerioAPI = load('');

  const agent = {
    http,
    /** The page last shown. */
    get page() {
      return page;
    },
    async visit(path: string) {
      const response = await http.get(path);
      page = load(response.text ?? '');
      return response;
    },
    /**
     * Sends the page's form whose action is `action` (default: its first), with these fields changed; ticks and
     * choices as they stand. Follows no redirect: a page in the answer becomes `page`.
     */
    async submit(fields: Record<string, string | string[]> = {}, action?: string) {
      const form = page('form[method=post]')
        .filter((_, element) => !action || page(element).attr('action') === action)
        .first();
      if (!form.length)
        throw new Error(`The page has no form${action ? ` for ${action}` : ''}: ${page('main').text()}`);
      const typed = new URLSearchParams();
      for (const { name, value } of form.serializeArray()) if (!(name in fields)) typed.append(name, value);
      for (const [name, value] of Object.entries(fields))
        for (const one of [value].flat()) typed.append(name, one);
      const response = await http
        .post(form.attr('action') ?? '')
        .type('form')
        .send(typed.toString());
      if (response.text) page = load(response.text);
      return response;
    },
  };
  return agent;
}

export type Agent = ReturnType<typeof createAgent>;

/** Someone with these traits, signed in through the sign-in page. */
export async function signedIn(app: RequestListener, overrides: Parameters<typeof buildUser>[0] = {}) {
  const user = await buildUser(overrides);
  const agent = createAgent(app);
  await agent.visit('/sign-in');
  const response = await agent.submit({ email: user.email, password });
  if (response.status !== 303) throw new Error(`Sign-in failed: ${response.status} ${response.text}`);
  return {
    ...agent,
    user,
    get page() {
      return agent.page;
    },
  };
}
