import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Message } from '../platform/errors.js';
import { outside } from '../platform/http/guard.js';
import { sendProblem } from '../platform/http/problem.js';
import { translate } from '../platform/text/words.js';
import type { Services } from '../services.js';
import { acceptApiKey } from './api-key.model.js';
import { readFromServer } from './read-report.js';
import { reportConversions, type ReportOutcome } from './report-conversion.js';
import { isSignedByUs } from './webhook-secret.model.js';

/** The most conversions that one call may report. */
const mostAtOnce = 100;

/** Longer than the header with any of our keys; the rest is ignored. */
const longestAuthorization = 200;

/** `POST /api/conversions`: one conversion or a list, from a server that has a key or signs its calls. */
export function apiRoutes(services: Services): Router {
  const router = Router();

  // A key is checked before the body is read; a signature needs the body.
  const withKey: RequestHandler = async (req, res, next) => {
    if (isSigned(req)) return next();
    const authorization = (req.headers.authorization ?? '').slice(0, longestAuthorization);
    const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (key && (await acceptApiKey(services, key))) return next();
    unauthorized(res, key ? 'conversions.wrong-key' : 'conversions.no-key');
  };

  router.post('/api/conversions', outside, withKey, isJson, readBody, async (req, res) => {
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    if (isSigned(req) && !(await isSignedByUs(body, req.headers as Record<string, string>)))
      return unauthorized(res, 'conversions.wrong-signature');
    const told = parsed(body);
    if (told === undefined) return answer(res, 400, 'conversions.not-json');
    if (!Array.isArray(told)) {
      const [{ status, ...outcome }] = (await take([told])) as [InJson];
      if (status === 400) return sendProblem(res, status, 'conversions.not-usable', outcome);
      return void res.status(status).json(outcome);
    }
    if (!told.length || told.length > mostAtOnce)
      return answer(res, 400, { key: 'conversions.too-many', values: { count: mostAtOnce } });
    res.status(207).json({ results: await take(told) });
  });

  router.all('/api/conversions', outside, (_req, res) => {
    res.set('Allow', 'POST');
    answer(res, 405, 'conversions.only-post');
  });

  const take = async (sent: unknown[]): Promise<InJson[]> => {
    const reads = sent.map((one) => () => readFromServer(one));
    return (await reportConversions(services, 'server', reads)).map(inJson);
  };

  return router;
}

const signatureHeaders = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
const isSigned = ({ headers }: Request) => signatureHeaders.some((name) => headers[name] !== undefined);

const isJson: RequestHandler = (req, res, next) => {
  if (req.is('application/json')) next();
  else answer(res, 415, 'conversions.wrong-type-api');
};

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const statuses = {
  attributed: 201,
  unattributed: 202,
  'already-known': 200,
  'not-stored': 200,
  refused: 400,
};

type InJson = ReturnType<typeof inJson>;

function inJson(told: ReportOutcome) {
  const { outcome } = told;
  const status = statuses[outcome];
  if (outcome === 'refused') {
    const errors = Object.entries(told.fields).map(([field, message]) => [field, translate('en', message)]);
    return { status, outcome, errors: Object.fromEntries(errors) as Record<string, string> };
  }
  if (outcome !== 'unattributed') return { status, outcome };
  const { because } = told;
  return { status, outcome, because, message: translate('en', `conversions.because-${because}`) };
}

const answer = (res: Response, status: number, message: Message) => sendProblem(res, status, message);

const unauthorized = (res: Response, message: Message) =>
  answer(res.set('WWW-Authenticate', 'Bearer'), 401, message);

const raw = express.raw({ type: () => true, limit: '256kb' });
const readBody: RequestHandler = (req, res, next) =>
  raw(req, res, (error?: { status?: number }) => {
    if (!error?.status || error.status >= 500 || error.status === 415) return next(error);
    answer(res, error.status, error.status === 413 ? 'conversions.too-large' : 'conversions.not-json');
  });
