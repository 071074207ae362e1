import type { Request } from 'express';
import { newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import { cleanAddress } from '../people/index.js';
import type { SignInAttempt } from './limit-attempts.js';

const cookie = 'device';
const lifetime = 180 * 24 * 60 * 60 * 1000;
/** How many accounts a browser is known for. Beyond that, the one with the oldest sign-in is dropped. */
const most = 5;

interface Known {
  /** A hash that identifies the account without revealing it. */
  account: string;
  device: string;
}

/** The accounts for which this browser is known, latest first, from a signed cookie. */
function knownTo(req: Request): Known[] {
  const entries = req.signed.get(cookie)?.text.split(' ') ?? [];
  return entries.map((entry) => {
    const [account = '', device = ''] = entry.split(':');
    return { account, device };
  });
}

const codeOf = (req: Request, email: string) => req.signed.codeOf('device-account', email).slice(0, 16);

/** The id of this browser for this account; undefined when nobody has signed in to the account with it. */
function knownDevice(req: Request, email: string): string | undefined {
  const account = codeOf(req, email);
  return knownTo(req).find((known) => known.account === account)?.device;
}

/** An attempt to sign in to this account, for the counters. */
export function attemptOf({ clientNetwork }: Services, req: Request, typed: string): SignInAttempt {
  const email = cleanAddress(typed);
  return { email, network: clientNetwork(req), device: knownDevice(req, email) };
}

/**
 * An attempt of a signed-in person with their own password. It counts by browser or session, so that strangers
 * can't slow it.
 */
export function ownAttemptOf(services: Services, req: Request): SignInAttempt & { device: string } {
  const attempt = attemptOf(services, req, req.user!.email);
  return { ...attempt, device: attempt.device ?? `session ${req.sessionID}` };
}

/** Marks this browser as known for an account that has just signed in. */
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
