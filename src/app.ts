import type { RequestListener } from 'node:http';
import express, { Router, type Express, type RequestHandler } from 'express';
import { headersByHost, publicFiles, unlessLinkHost } from './hosts.js';
import { blankPage, pageLocals, withHarbourPrint, withOrganization } from './page-locals.js';
import { handleError, notFound } from './platform/http/error-handler.js';
import { anyone, outside } from './platform/http/guard.js';
import { restoreUnsentForm } from './platform/http/unsent-form.js';
import { rememberPerson } from './platform/http/last-person.js';
import { requestLog } from './platform/log.js';
import { onePerTurn } from './platform/http/one-per-turn.js';
import { readForm } from './platform/http/read-form.js';
import { requireHttps } from './platform/http/require-https.js';
import { securityTxt } from './platform/http/security-txt.js';
import { createSessions } from './platform/http/session.js';
import { createTrust } from './platform/http/trust-proxy.js';
import { viewEngine } from './platform/http/views.js';
import { viewsFolder } from './platform/text/words.js';
import { postsRoutes } from './posts/index.js';
import { conversionsOutsideRoutes, conversionsRoutes } from './conversions/index.js';
import { deliveriesRoutes } from './deliveries/index.js';
import { feedRoutes } from './feed/index.js';
import { filesRoutes } from './files/index.js';
import { goalsRoutes } from './goals/index.js';
import { guidelinesRoutes } from './guidelines/index.js';
import { utmRoutes } from './links/index.js';
import { notificationsOutsideRoutes, notificationsRoutes } from './notifications/index.js';
import { organizationRoutes } from './organization/index.js';
import { participationRoutes } from './participation/index.js';
import { whoMay } from './people/index.js';
import { recognitionRoutes } from './recognition/index.js';
import { reportsRoutes } from './reports/index.js';
import type { Services } from './services.js';
import { sharingRoutes } from './sharing/index.js';
import { sourcesRoutes } from './sources/index.js';
import { personalDataRoutes } from './personal-data/index.js';
import { linkDomainRoutes, Redirect, redirectRoutes } from './redirect/index.js';
import { asksForPassword, initializePassport, signInRoutes } from './sign-in/index.js';
import { accountingRoutes, rollOverRoutes, stepsRoutes } from './strategy/index.js';
import { styleguideRoutes } from './styleguide/index.js';
import { accountsRoutes } from './accounts/index.js';
import { adminRoutes } from './admin/index.js';
import { deliveryKinds } from '../jobs/deliveries.js';
import { jobs } from '../jobs/index.js';
import { noticeKinds } from '../jobs/notices.js';

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
  app.use(Router().use(unlessLinkHost(services), filesRoutes(services)));
  app.use(withOrganization);

  // Before the session: links need no cookie and no form token.
  app.use(redirectRoutes(redirect));
  app.use(Router().get('/.well-known/security.txt', outside, securityTxt(services)));
  app.use(linkDomainRoutes(services));
  app.use(withHarbourPrint);
  app.use(notificationsOutsideRoutes(services, noticeKinds));
  app.use(conversionsOutsideRoutes(services));

  app.use(requireHttps(services.env.PUBLIC_URL));
  app.use(...sessions.middleware, ...initializePassport(services));
  app.use(rememberPerson(mayReturn), pageLocals(services), readForm, restoreUnsentForm);

  app.use(home());
  app.use(signInRoutes(services));
  app.use(adminRoutes(services, { jobs: jobs.map(({ name }) => name) }));
  app.use(deliveriesRoutes(services, deliveryKinds));
  app.use(accountsRoutes(services));
  app.use(organizationRoutes(services, { asksForPassword }));
  app.use(utmRoutes(services));
  app.use(notificationsRoutes(services, noticeKinds));
  app.use(guidelinesRoutes(services));
  app.use(stepsRoutes(services));
  app.use(accountingRoutes(services));
  app.use(rollOverRoutes(services));
  app.use(goalsRoutes(services));
  app.use(postsRoutes(services));
  app.use(sharingRoutes(services));
  app.use(feedRoutes(services));
  app.use(recognitionRoutes(services));
  app.use(reportsRoutes(services));
  app.use(participationRoutes(services));
  app.use(sourcesRoutes(services));
  app.use(conversionsRoutes(services));
  app.use(personalDataRoutes(services));
  app.use(styleguideRoutes(services));

  app.use(notFound);
  app.use(handleError);

  const startPage = onePerTurn();
  const listener: RequestListener = (req, res) =>
    redirect.handle(req, res, () => startPage(() => void app(req, res)));
  return Object.assign(listener, { express: app, redirect });
}

/** Refuses requests without a path, such as `OPTIONS *`: the handlers after this one would ignore them or fail. */
const pathOnly: RequestHandler = (req, res, next) => {
  if (/^(\/|https?:)/i.test(req.url)) next();
  else res.status(400).end();
};

const mayReturn = async (id: string) => (await whoMay('manage-own-account', [id])).has(id);

function home(): Router {
  return Router().get('/', anyone, (req, res) => res.redirect(303, req.user ? '/feed' : '/sign-in'));
}
