import { randomUUID } from 'node:crypto';
import { pino, stdSerializers, type Logger } from 'pino';
import { pinoHttp } from 'pino-http';

export type { Logger };

/** Paths that carry a secret or a person's link: all that follows is hidden in logs. */
const secretPaths = /^(\/(?:unsubscribe|invitation|reset-password|set-up)\/)[^?]+/;

export function createLog(level: string): Logger {
  return pino({
    level,
    redact: {
      paths: [
        'req.headers.cookie',
        'req.headers.authorization',
        'res.headers["set-cookie"]',
        '*.email',
        '*.password',
      ],
      censor: '[hidden]',
    },
  });
}

/** Logs each request once, under an id that the answer carries as `X-Request-Id`. No address, no agent, no query. */
export function requestLog(logger: Logger) {
  return pinoHttp({
    logger,
    genReqId: (_req, res) => {
      const id = randomUUID();
      res.setHeader('X-Request-Id', id);
      return id;
    },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'info'),
    serializers: {
      req: (req: { id: string; method: string; url: string }) => ({
        id: req.id,
        method: req.method,
        url: req.url.replace(/\?.*/, '').replace(secretPaths, '$1[hidden]'),
      }),
      res: (res: { statusCode: number }) => ({ statusCode: res.statusCode }),
      err: stdSerializers.err,
    },
    autoLogging: { ignore: (req) => /^\/(healthz|readyz|css|js|images)/.test(req.url ?? '') },
  });
}
