import { InvalidInput } from '../platform/errors.js';
import { siteFactor } from '../platform/http/limit-network.js';
import { siteOf } from '../platform/http/network-of.js';
import type { Services } from '../services.js';
import { countsOf, decrement, increment, reset, takeTurn, type Counter } from './attempt-counters.js';

/**
 * Slows guessing, and locks nobody out. After some failures, each further try has to wait for its turn; the wait doubles
 * and ends at a quarter of an hour. Nobody's turn can be used up from elsewhere: it belongs to one account and one
 * network (the /48 of IPv6, as who tries from one /64 may hold the others). When it comes, the right password is taken.
 * What is added by failures of the network itself counts until the turn is taken: turns that it asked for ahead, at many
 * accounts, don't all come at once. In the end it can try each account once in a quarter of an hour.
 *
 * A browser that somebody signed in with is a known device of theirs and has a count of its own (OWASP, "Slow down
 * online guessing attacks with device cookies"), so that strangers' failures don't slow the person. Strangers count by
 * account, and by network for those who try many accounts; that many, because an office has one address.
 * It is all the same for an account that does not exist.
 *
 * Whoever fills the collection of counts makes strangers share some, and so wait for each other; known devices,
 * right passwords and mails to people keep counts of their own.
 */
export interface Attempt {
  /** Lower case. */
  email: string;
  network: string;
  /** What tells this browser from others, when the account knows it. */
  device: string | undefined;
}

/** So many are free; then the wait is a second and doubles with each `step`, while the count lasts. */
interface Slow extends Counter {
  free: number;
  step: number;
  /** True for the failures of a network at whichever accounts. */
  isNetwork?: boolean;
}

type Turn = Pick<Counter, 'key' | 'reserved'>;

const [hour, day] = [60 * 60, 24 * 60 * 60];
/** Seconds. */
const longestWait = 15 * 60;

const ofAccount = { free: 10, step: 1, lasts: day };
const ofNetwork = { free: 300, step: 30, lasts: hour };
/** Of requests for a new password, whose harm is mail. */
const resetsOfNetwork = { free: 100, step: 10, lasts: hour };

/** Right passwords count too: each costs a session. So many an hour are more than a person needs. */
const successes = { most: 60, lasts: hour, reserved: true };
/** Mails an hour to one address. */
const resetMails = { most: 3, lasts: hour, reserved: true };

/** The counts of a network and, for IPv6, of its /48. */
function byNetwork(limit: string, network: string, slow: Pick<Slow, 'free' | 'step' | 'lasts'>): Slow[] {
  const site = siteOf(network);
  const of = (key: string, factor: number) => ({
    limit,
    key,
    lasts: slow.lasts,
    free: slow.free * factor,
    step: slow.step * factor,
    isNetwork: true,
  });
  return [of(network, 1), ...(site === network ? [] : [of(site, siteFactor)])];
}

function countersOf({ email, network, device }: Attempt): Slow[] {
  if (device) return [{ ...ofAccount, limit: 'device', key: `${email} ${device}`, reserved: true }];
  return [{ ...ofAccount, limit: 'account', key: email }, ...byNetwork('network', network, ofNetwork)];
}

const turnOf = ({ email, network, device }: Attempt): Turn => ({
  key: `${email} ${device ?? siteOf(network)}`,
  reserved: device !== undefined,
});

/** Seconds that a try has to wait after so many failures. */
export const waitAfter = (failures: number, { free, step }: Pick<Slow, 'free' | 'step'>): number =>
  failures < free ? 0 : Math.min(longestWait, 2 ** Math.floor((failures - free) / step));

/** Counts one before it is made, so that many at once can't slip through. Resolves with the seconds to wait; 0 when it may be made. */
async function admit(services: Services, counters: Slow[], turn: Turn): Promise<number> {
  const waits = (failures: number[]) => {
    const all = counters.map((counter, n) => ({ ...counter, seconds: waitAfter(failures[n]!, counter) }));
    const longest = (some: typeof all) => Math.max(0, ...some.map(({ seconds }) => seconds));
    return { wait: longest(all), waitNow: longest(all.filter(({ isNetwork }) => isNetwork)) };
  };
  const before = waits(await countsOf(services, counters));
  const left = before.wait && (await takeTurn(services, { ...turn, ...before }));
  if (left) return left;
  const counted = await Promise.all(counters.map((counter) => increment(services, counter)));
  const late = waits(counted.map(({ count }) => count - 1));
  const lateLeft = before.wait ? 0 : late.wait && (await takeTurn(services, { ...turn, ...late }));
  if (lateLeft) await takeBack(services, counters);
  return lateLeft;
}

const takeBack = (services: Services, counters: Counter[]) =>
  Promise.all(counters.map((counter) => decrement(services, counter)));

/**
 * Checks a password within the limits: `check` resolves with null when it is wrong. `field` is where it was typed.
 * What `check` throws is no failure of who tried.
 * @throws InvalidInput with the time to wait, before `check` is called or, after too many successes, instead of its result
 */
export async function withinLimits<T>(
  services: Services,
  attempt: Attempt,
  check: () => Promise<T | null>,
  field = 'password',
): Promise<T | null> {
  const counters = countersOf(attempt);
  const wait = await admit(services, counters, turnOf(attempt));
  if (wait) throw tooMany(field, wait);
  let result: T | null;
  try {
    result = await check();
  } catch (error) {
    await takeBack(services, counters);
    throw error;
  }
  if (result === null) return null;
  if (attempt.device) await reset(services, counters[0]!);
  else await takeBack(services, counters);
  const over = await overMost(services, { ...successes, limit: 'success', key: attempt.email });
  if (over) throw tooMany(field, over);
  return result;
}

/**
 * Counts a request for a new password, whether or not the address is known.
 * @throws InvalidInput with the time to wait, when many requests came from this network
 */
export async function countReset(
  services: Services,
  { email, network }: Pick<Attempt, 'email' | 'network'>,
): Promise<void> {
  const counters = byNetwork('reset-network', network, resetsOfNetwork);
  const wait = await admit(services, counters, { key: `reset ${email} ${siteOf(network)}` });
  if (wait) throw tooMany('email', wait);
}

/**
 * Counts a mail with a link for a new password to the address of a person: what strangers make up takes none of theirs.
 * False when they have had theirs for the hour: then send none, and say nothing.
 */
export async function countResetMail(services: Services, email: string): Promise<boolean> {
  return !(await overMost(services, { ...resetMails, limit: 'reset', key: email }));
}

/** Counts one. Resolves with 0, or the seconds until there may be another one. */
async function overMost(services: Services, counter: Counter & { most: number }): Promise<number> {
  const { count, expiresAt } = await increment(services, counter);
  if (count <= counter.most) return 0;
  return Math.max(1, Math.ceil((expiresAt.getTime() - services.clock.now().getTime()) / 1000));
}

const tooMany = (field: string, seconds: number) =>
  new InvalidInput({
    [field]:
      seconds < 60
        ? { key: 'sign-in.too-many-tries-seconds', values: { count: seconds } }
        : { key: 'sign-in.too-many-tries', values: { count: Math.ceil(seconds / 60) } },
  });
