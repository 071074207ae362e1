import type { RequestListener } from 'node:http';
import { load, type CheerioAPI } from 'cheerio';
import express from 'express';
import supertest from 'supertest';
import type { App } from '../../src/app.js';
import { asPerson, User } from '../../src/people/index.js';
import { initializePassport } from '../../src/sign-in/passport.js';
import { startSession } from '../../src/sign-in/start-session.js';
import { buildUser } from './builders.js';

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

/** Someone with these traits, signed in. The session is started as the sign-in page does it, which has its own tests. */
export async function signedIn(app: App, overrides: Parameters<typeof buildUser>[0] = {}) {
  const user = await buildUser(overrides);
  const agent = createAgent(app);
  agent.http.jar.setCookies(await startedSession(app, user.id), '127.0.0.1', '/');
  return {
    ...agent,
    user,
    get page() {
      return agent.page;
    },
  };
}

/** The cookies of a new session of this person, as headers set them. */
export async function startedSession(app: App, personId: string): Promise<string[]> {
  const { headers } = await supertest(door(app)).post('/').set('person', personId).expect(204);
  return headers['set-cookie'] as unknown as string[];
}

const doors = new WeakMap<App, RequestListener>();

/** Starts a session of the app for the person whose id is in a header, without the password. */
function door(app: App): RequestListener {
  const known = doors.get(app);
  if (known) return known;
  const made = express().use(
    ...app.redirect.sessions.middleware,
    ...initializePassport(app.redirect.services),
  );
  made.post('/', async (req, res) => {
    const user = await User.findById(req.get('person')).lean();
    await startSession(req, asPerson(user!));
    res.status(204).end();
  });
  doors.set(app, made);
  return made;
}
