import type { RequestHandler } from 'express';
import type { Clock } from '../clock.js';
import type { Env } from '../env.js';
import { addressIn } from '../net/mail-address.js';

const days = 24 * 60 * 60 * 1000;
/** RFC 9116 asks for an expiry within a year; it is always this far in the future. */
const holdsFor = 180 * days;

/** `/.well-known/security.txt`: where to report a vulnerability (RFC 9116). */
export function securityTxt({ env, clock }: { env: Env; clock: Clock }): RequestHandler {
  return (_req, res) => {
    const lines = [
      `Contact: ${env.SECURITY_CONTACT ?? `mailto:${addressIn(env.MAIL_FROM)}`}`,
      `Expires: ${new Date(clock.now().getTime() + holdsFor).toISOString()}`,
      'Preferred-Languages: en',
      ...[env.PUBLIC_URL, env.LINK_URL].flatMap((url) =>
        url ? [`Canonical: ${url}/.well-known/security.txt`] : [],
      ),
    ];
    res.type('text/plain').send(`${lines.join('\n')}\n`);
  };
}
