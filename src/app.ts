import type { RequestListener } from 'node:http';
import express, { Router, type Express, type RequestHandler } from 'express';
import { formToken, openFormToken } from './platform/http/csrf.js';
import { handleError, notFound } from './platform/http/error-handler.js';
import { takeFlash } from './platform/http/flash.js';
import { anyone, outside } from './platform/http/guard.js';
import { restoreUnsentForm, pageOfForm } from './platform/http/unsent-form.js';
import { rememberPerson } from './platform/http/last-person.js';
import { requestLog } from './platform/log.js';
import { onePerTurn } from './platform/http/one-per-turn.js';
import { inProject } from './platform/project-folder.js';
import { readForm } from './platform/http/read-form.js';
import { requireHttps } from './platform/http/require-https.js';
import { securityHeaders } from './platform/http/security-headers.js';
import { securityTxt } from './platform/http/security-txt.js';
import { createSessions } from './platform/http/session.js';
import { createTrust } from './platform/http/trust-proxy.js';
import { viewEngine } from './platform/http/views.js';
import { translate, viewsFolder } from './platform/text/words.js';
import { postsRoutes } from './posts/index.js';
import { conversionsOutsideRoutes, conversionsRoutes } from './conversions/index.js';
import { feedRoutes } from './feed/index.js';
import { guidelinesRoutes } from './guidelines/index.js';
import { navigation } from './navigation.js';
import { notificationsOutsideRoutes, notificationsRoutes } from './notifications/index.js';
import { getOrganization, organizationRoutes, type OrganizationHooks } from './organization/index.js';
import { reportsRoutes } from './reports/index.js';
import type { Services } from './services.js';
import { sharingRoutes } from './sharing/index.js';
import { sourcesRoutes } from './sources/index.js';
import { isLinkHost, linkDomainRoutes, Redirect, redirectRoutes } from './redirect/index.js';
import { asksForPassword, initializePassport, signInRoutes } from './sign-in/index.js';
import { logAccountEvent, may, permits } from './people/index.js';
import { accountsRoutes } from './accounts/index.js';

/** Answers requests: tracked links from memory, everything else through Express. */
export interface App extends RequestListener {
  express: Express;
  redirect: Redirect;
}

/** The whole web application: the redirect, then middleware in reading order, then one line per feature. */
export function createApp(services: Services): App {
  const app = express();
  const sessions = createSessions(services);
  const redirect = new Redirect(services, sessions);

  app.set('trust proxy', createTrust(services.env.TRUST_PROXY));
  app.disable('x-powered-by');
  app.engine('handlebars', viewEngine());
  app.set('view engine', 'handlebars');
  app.set('views', viewsFolder);
  app.set('view cache', services.env.NODE_ENV !== 'development');
  Object.assign(app.locals, blankPage, { hasOutbox: !services.env.SMTP_URL });

  app.use(requestLog(services.log));
  app.use(pathOnly);
  app.use(headersByHost(services));
  app.use(publicFiles(services));
  app.use(withOrganization);

  // Before the session: no cookie, no form token.
  app.use(redirectRoutes(redirect));
  app.use(Router().get('/.well-known/security.txt', outside, securityTxt(services)));
  app.use(linkDomainRoutes(services));
  app.use(notificationsOutsideRoutes(services));
  app.use(conversionsOutsideRoutes(services));

  app.use(requireHttps(services.env.PUBLIC_URL));
  app.use(...sessions.middleware, ...initializePassport(services));
  app.use(rememberPerson, pageLocals, readForm, restoreUnsentForm);

  app.use(home());
  app.use(signInRoutes(services));
  app.use(accountsRoutes(services));
  app.use(organizationRoutes(services, organizationHooks(services)));
  app.use(notificationsRoutes(services));
  app.use(guidelinesRoutes(services));
  app.use(postsRoutes(services));
  app.use(sharingRoutes(services));
  app.use(feedRoutes(services));
  app.use(reportsRoutes(services));
  app.use(sourcesRoutes(services));
  app.use(conversionsRoutes(services));

  app.use(notFound);
  app.use(handleError);

  const startPage = onePerTurn();
  const listener: RequestListener = (req, res) =>
    redirect.handle(req, res, () => startPage(() => void app(req, res)));
  return Object.assign(listener, { express: app, redirect });
}

/** Refuses a request for no path, such as `OPTIONS *`: what follows passes over it, or fails. */
const pathOnly: RequestHandler = (req, res, next) => {
  if (/^(\/|https?:)/i.test(req.url)) next();
  else res.status(400).end();
};

function headersByHost(services: Services): RequestHandler {
  const { PUBLIC_URL, LINK_URL } = services.env;
  const [portal, links] = [securityHeaders(PUBLIC_URL), securityHeaders(LINK_URL ?? PUBLIC_URL)];
  const forLinks = isLinkHost(services);
  return (req, res, next) => (forLinks(req) ? links : portal)(req, res, next);
}

/** The files of `public`; on the host for links what its pages need, and no script. */
function publicFiles(services: Services): RequestHandler {
  const files = express.static(inProject('public'), {
    redirect: false,
    maxAge: services.env.NODE_ENV === 'development' ? 0 : '1h',
  });
  const forLinks = isLinkHost(services);
  const ofLinks = /^\/((css|images)\/[\w.-]+|robots\.txt)$/;
  return (req, res, next) => {
    if (forLinks(req) && !ofLinks.test(req.path)) next();
    else void files(req, res, next);
  };
}

/** What every layout prints, before anything is known of the request. */
const blankPage = {
  title: '',
  organization: null,
  me: null,
  nav: [],
  accountNav: [],
  formToken: '',
  openFormToken: '',
  path: '',
  typed: [],
  waiting: [],
  flash: [],
  lang: 'en',
  dir: 'ltr',
  timeZone: 'UTC',
  mayReadOutbox: false,
};

const withOrganization: RequestHandler = async (_req, res, next) => {
  const organization = await getOrganization();
  Object.assign(res.locals, {
    organization,
    lang: organization?.language ?? 'en',
    timeZone: organization?.timeZone ?? 'UTC',
  });
  next();
};

const pageLocals: RequestHandler = (req, res, next) => {
  const { user } = req;
  const lang = user?.language ?? (res.locals.lang as string);
  res.locals.lang = lang;
  // What a person sees is theirs: nothing keeps it, so that going back after signing out shows none of it.
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
    res.locals.nav = navigation
      .filter((entry) => permits(user.roles, entry.action))
      .map(({ href, label, icon }) => ({
        href,
        icon,
        label: translate(lang, label),
        current: req.path === href || req.path.startsWith(`${href}/`),
      }));
    res.locals.accountNav = [{ href: '/account', label: translate(lang, 'navigation.account') }];
  }
  // Called where a page has a form: only there is a cookie set for it.
  Object.assign(res.locals, {
    formToken: () => formToken(req, res.locals.path as string),
    openFormToken: () => openFormToken(req),
  });
  // A form shown again after a POST still stands on the page it came from. What was sent is read later than this.
  let path: string | undefined;
  Object.defineProperty(res.locals, 'path', {
    enumerable: true,
    get: () => path ?? pageOfForm(req) ?? req.originalUrl,
    set: (page: string) => (path = page),
  });
  // Taken when a page is rendered, so that a redirect loses no message. Asked for more than once on the way to the
  // template.
  let flash: ReturnType<typeof takeFlash> | undefined;
  Object.defineProperty(res.locals, 'flash', {
    enumerable: true,
    get: () => (flash ??= takeFlash(req, lang)),
  });
  next();
};

/** The organization knows no people: who may change it, and how it is logged, comes from here. */
const organizationHooks = (services: Services): OrganizationHooks => ({
  mayManage: may('manage-organization'),
  asksForPassword,
  logVisibility: (byId, before, after) =>
    logAccountEvent(services, 'visibility-changed', { byId, from: before, to: after }),
});

function home(): Router {
  return Router().get('/', anyone, (req, res) => res.redirect(303, req.user ? '/feed' : '/sign-in'));
}
