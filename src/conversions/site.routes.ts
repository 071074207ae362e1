import { readFileSync } from 'node:fs';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { outside } from '../platform/http/guard.js';
import { translate } from '../platform/text/words.js';
import type { Services } from '../services.js';
import { getConversionSettings } from './conversion-settings.model.js';
import { isByMachine } from './conversion-visit.js';
import { isOnSite } from './sites.js';
import { countRefusals } from './refusal.model.js';
import { createReportLimit } from './limit-networks.js';
import { readFromPixel, readFromSite } from './read-report.js';
import { reportConversion, type ReportOutcome } from './report-conversion.js';

/** The script as it is delivered, without comments and indentation. */
const script = readFileSync(new URL('site-script.js', import.meta.url), 'utf8')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line && !line.startsWith('//'))
  .join('\n');

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

const forEverySite = { 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** What the organization's sites load and send. No cookie is read or set. */
export function siteRoutes(services: Services): Router {
  const router = Router();
  const limit = createReportLimit(services.clock);
  const byMachine = (req: Request) =>
    isByMachine({ method: req.method, headers: req.headers, network: services.clientNetwork(req) });

  router.get('/t.js', outside, (_req, res) => {
    res
      .set({ ...forEverySite, 'Cache-Control': 'public, max-age=86400' })
      .type('text/javascript')
      .send(script);
  });

  /** Sets the CORS headers for pages of the organization's sites; false for other pages. */
  const isFromOurSites = async (req: Request, res: Response): Promise<boolean> => {
    const { origin } = req.headers;
    const { sites } = await getConversionSettings();
    res.vary('Origin').set({ ...forEverySite, 'Cache-Control': 'no-store' });
    if (!origin || !isOnSite(sites, origin)) return false;
    // Beacons are sent with credentials, so the browser requires this header. Credentials are not read.
    res.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' });
    return true;
  };

  const fromOurSites: RequestHandler = async (req, res, next) => {
    if (await isFromOurSites(req, res)) return next();
    await countRefusals(services, 'script', ['conversions.refused-origin']);
    plain(res, 403, 'conversions.refused-origin');
  };

  router.options('/t', outside, async (req, res) => {
    if (await isFromOurSites(req, res))
      res.set({
        'Access-Control-Allow-Methods': 'POST',
        'Access-Control-Allow-Headers': 'Content-Type',
        'Access-Control-Max-Age': '86400',
      });
    res.sendStatus(204);
  });

  const atMost: RequestHandler = (req, res, next) => {
    const wait = limit(services.clientNetwork(req));
    if (!wait) return next();
    res.set('Retry-After', String(wait));
    plain(res, 429, 'conversions.too-often');
  };

  router.post('/t', outside, isText, atMost, fromOurSites, readText, async (req, res) => {
    if (byMachine(req)) return void res.sendStatus(204);
    const body = parsed(req.body);
    const report = await reportConversion(services, 'script', () => readFromSite(body));
    if (report.outcome === 'refused') res.status(400).type('text/plain').send(inWords(report));
    else res.sendStatus(204);
  });

  /** If the browser sends a referrer, it must be one of our sites. Without configured sites the pixel is off. */
  async function takePixel({ headers: { referer }, query }: Request): Promise<void> {
    const { sites } = await getConversionSettings();
    if (sites.length && (!referer || isOnSite(sites, referer)))
      await reportConversion(services, 'pixel', () => readFromPixel(query));
    else await countRefusals(services, 'pixel', ['conversions.refused-origin']);
  }

  router.get('/p.gif', outside, async (req, res) => {
    res.set({ ...forEverySite, 'Cache-Control': 'no-store' }).type('image/gif');
    try {
      if (!byMachine(req) && req.method === 'GET' && !limit(services.clientNetwork(req)))
        await takePixel(req);
    } catch (error) {
      services.log.error(
        { event: 'conversions.pixel-failed', err: error },
        'a conversion reported by a pixel was not recorded',
      );
    }
    res.send(pixel);
  });

  return router;
}

const plain = (res: Response, status: number, word: string) =>
  res.status(status).type('text/plain').send(translate('en', word));

/** The type of a beacon's body, or JSON sent by fetch. */
const isText: RequestHandler = (req, res, next) => {
  if (req.is(['text/plain', 'application/json'])) next();
  else plain(res, 415, 'conversions.wrong-type');
};

function parsed(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

const inWords = ({ fields }: Extract<ReportOutcome, { outcome: 'refused' }>) =>
  Object.entries(fields)
    .map(([field, message]) => `${field}: ${translate('en', message)}\n`)
    .join('');

const text = express.text({ type: () => true, limit: '8kb' });
const readText: RequestHandler = (req, res, next) =>
  text(req, res, (error?: { status?: number }) => {
    if (!error?.status || error.status >= 500) return next(error);
    plain(res, error.status, error.status === 413 ? 'conversions.too-large' : 'conversions.not-json');
  });
