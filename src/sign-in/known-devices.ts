import type { Request } from 'express';
import { newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import type { Attempt } from './limit-attempts.js';

const cookie = 'device';
const lifetime = 180 * 24 * 60 * 60 * 1000;
/** Accounts that one browser is known to; the one that signed in longest ago is forgotten first. */
const most = 5;

interface Known {
  /** Stands for the account, and doesn't say which it is. */
  account: string;
  device: string;
}

/** The accounts that this browser is known to, the latest first, from a cookie that only we can write. */
function knownTo(req: Request): Known[] {
  const entries = req.signed.get(cookie)?.text.split(' ') ?? [];
  return entries.map((entry) => {
    const [account = '', device = ''] = entry.split(':');
    return { account, device };
  });
}

const codeOf = (req: Request, email: string) => req.signed.codeOf('device-account', email).slice(0, 16);

/** What tells this browser from others of this account; undefined when nobody has signed in to the account with it. */
function knownDevice(req: Request, email: string): string | undefined {
  const account = codeOf(req, email);
  return knownTo(req).find((known) => known.account === account)?.device;
}

/** A try of a password for this account, as it counts. */
export function attemptOf({ clientNetwork }: Services, req: Request, typed: string): Attempt {
  const email = typed.trim().toLowerCase();
  return { email, network: clientNetwork(req), device: knownDevice(req, email) };
}

/** A try of their own password by who is signed in. It counts by this browser or session, so that strangers can't slow it. */
export function ownAttemptOf(services: Services, req: Request): Attempt & { device: string } {
  const attempt = attemptOf(services, req, req.user!.email);
  return { ...attempt, device: attempt.device ?? `session ${req.sessionID}` };
}

/** Makes this browser known to an account that it has just signed in to. */
export function rememberDevice(req: Request, email: string): void {
  const account = codeOf(req, email);
  const device = knownDevice(req, email) ?? newToken().slice(0, 22);
  const others = knownTo(req).filter((known) => known.account !== account);
  const text = [{ account, device }, ...others]
    .slice(0, most)
    .map((known) => `${known.account}:${known.device}`)
    .join(' ');
  req.signed.set(cookie, text, lifetime);
}
