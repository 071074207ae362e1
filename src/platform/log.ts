import { randomUUID } from 'node:crypto';
import { pino, stdSerializers, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { pinoHttp } from 'pino-http';
import { hideSecrets, pathForLog } from './http/hide-secrets.js';

export type { Logger };

/**
 * Writes JSON lines to stdout or `stream`. No line contains an e-mail address, token or password, whatever is
 * logged.
 */
export function createLog(level: string, stream?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    hooks: { streamWrite: hideSecrets },
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
  };
  return stream ? pino(options, stream) : pino(options);
}

/** Logs each request once, with the id that the response has in `X-Request-Id`. No address, no agent, no query. */
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
        url: pathForLog(req.url),
      }),
      res: (res: { statusCode: number }) => ({ statusCode: res.statusCode }),
      err: stdSerializers.err,
    },
    autoLogging: { ignore: (req) => /^\/(healthz|readyz|css|js|images|pictures)/.test(req.url ?? '') },
  });
}
