import { STATUS_CODES } from 'node:http';
import type { Request, Response } from 'express';
import type { Message } from '../errors.js';
import { translate } from '../text/words.js';

/** Answers a program with an error: problem details (RFC 9457) in English, with additional members. */
export function sendProblem(res: Response, status: number, detail: Message, more: object = {}): void {
  res
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: STATUS_CODES[status],
        status,
        detail: translate('en', detail),
        ...more,
      }),
    );
}

/** True for paths of the API, which always answers with JSON. */
export const isForApi = ({ path }: Request): boolean => /^\/api(\/|$)/i.test(path);
