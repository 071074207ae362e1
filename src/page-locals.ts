import type { RequestHandler } from 'express';
import { noticeKinds } from '../jobs/notices.js';
import { navigationFor } from './navigation.js';
import { artworkPath } from './files/index.js';
import { getOrganization } from './organization/index.js';
import { countUnread, mostUnread } from './notifications/index.js';
import { permits } from './people/index.js';
import { countToReview } from './posts/index.js';
import { formToken, openFormToken } from './platform/http/csrf.js';
import { takeFlash } from './platform/http/flash.js';
import { inLanguage } from './platform/http/pages.js';
import { pageOfForm } from './platform/http/unsent-form.js';
import { translate } from './platform/text/words.js';
import type { Services } from './services.js';
import { postedQuestion } from './sharing/index.js';

/** The values of every layout before anything is known about the request. */
export const blankPage = {
  title: '',
  organization: null,
  harbourPrint: '',
  me: null,
  nav: [],
  sections: null,
  accountNav: [],
  postedQuestion: null,
  formToken: '',
  openFormToken: '',
  path: '',
  typed: [],
  waiting: [],
  flash: [],
  lang: 'en',
  locale: 'en',
  dir: 'ltr',
  timeZone: 'UTC',
  unread: 0,
  unreadMore: false,
  mayReadOutbox: false,
  sampleIsLoading: false,
};

/** Adds the organization to pages. */
export const withOrganization: RequestHandler = async (_req, res, next) => {
  const organization = await getOrganization();
  Object.assign(res.locals, {
    organization,
    ...inLanguage(organization?.language ?? 'en', organization?.region),
    timeZone: organization?.timeZone ?? 'UTC',
  });
  next();
};

/** A calm picture that suits any organization, for pages of people who are not signed in. */
const harbourPrint = artworkPath({ colour: 'lagoon', motif: null, id: '8'.repeat(24) });

/** Adds the picture to pages of the portal; the host for links serves no pictures. */
export const withHarbourPrint: RequestHandler = (_req, res, next) => {
  res.locals.harbourPrint = harbourPrint;
  next();
};

/** Adds the signed-in person to pages, and what forms need. */
export const pageLocals =
  (services: Services): RequestHandler =>
  async (req, res, next) => {
    const { user } = req;
    const { organization, lang } = res.locals as { organization: { region: string } | null; lang: string };
    if (user) Object.assign(res.locals, inLanguage(user.language, organization?.region));
    const { locale } = inLanguage(user?.language ?? lang, organization?.region);
    // Pages are personal: not cached, so that going back after signing out shows none of them.
    if (user && !res.getHeader('Cache-Control')) res.set('Cache-Control', 'no-store');
    if (user) {
      const initials = user.name
        .split(/\s+/)
        .map((word) => [...word][0] ?? '')
        .slice(0, 2)
        .join('');
      res.locals.me = { name: user.name, initials, roles: user.roles };
      res.locals.timeZone = user.timeZone;
      res.locals.mayReadOutbox = permits(user.roles, 'read-outbox');
      const { hasOutbox } = req.app.locals as { hasOutbox: boolean };
      const [toReview, unread] = await Promise.all([countToReview(user), countUnread(user, noticeKinds)]);
      Object.assign(res.locals, { unread, unreadMore: unread >= mostUnread });
      const { nav, sections, mine } = navigationFor(user.roles, req.path, {
        hasOutbox,
        waiting: { '/studio': toReview },
      });
      const inWords = <P extends { label: string }>(place: P) => ({
        ...place,
        label: translate(locale, place.label),
      });
      res.locals.nav = nav.map(inWords);
      res.locals.sections = sections && {
        label: translate(locale, sections.label),
        places: sections.places.map(inWords),
      };
      res.locals.accountNav = mine.map(inWords);
      // Read when a page is rendered, because the request itself may ask or answer it.
      Object.defineProperty(res.locals, 'postedQuestion', {
        enumerable: true,
        get: () => postedQuestion(services, req, locale),
      });
    }
    // Functions, called only by pages with a form: only these set a cookie.
    Object.assign(res.locals, {
      formToken: () => formToken(req, res.locals.path as string),
      openFormToken: () => openFormToken(req),
    });
    // A form that is shown again after a POST still belongs to the page it came from. The body is read later than
    // this.
    let path: string | undefined;
    Object.defineProperty(res.locals, 'path', {
      enumerable: true,
      get: () => path ?? pageOfForm(req) ?? req.originalUrl,
      set: (page: string) => (path = page),
    });
    // Read when a page is rendered, so that a redirect loses no message. Express copies the locals more than once
    // before that, so the result is remembered.
    let flash: ReturnType<typeof takeFlash> | undefined;
    Object.defineProperty(res.locals, 'flash', {
      enumerable: true,
      get: () => (flash ??= takeFlash(req, locale)),
    });
    next();
  };
