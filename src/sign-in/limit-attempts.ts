import { InvalidInput } from '../platform/errors.js';
import { siteFactor } from '../platform/http/limit-network.js';
import { siteOf } from '../platform/http/network-of.js';
import type { Services } from '../services.js';
import { countsOf, decrement, increment, reset, takeTurn, type Counter } from './attempt-counters.js';

/**
 * Slows down guessing without locking anybody out. After some failures, each further attempt waits for its turn;
 * the wait doubles, up to a quarter of an hour. A turn belongs to one account and one network (the /48 of IPv6,
 * because one holder may have many /64), so nobody else can use it up. When it comes, the right password is
 * accepted. Later failures of the same network make the turn later, so that turns for many accounts do not all
 * come at once. In the end a network can try each account once in a quarter of an hour.
 *
 * A browser that somebody signed in with is their known device and has its own counter (OWASP, "Slow down online
 * guessing attacks with device cookies"), so that failures of strangers don't slow its owner. Attempts of strangers
 * count by account, and by network against those who try many accounts. The limit for a network is high, because
 * an office has one address. All of this is the same for accounts that don't exist.
 *
 * If the collection of counters is filled, strangers share counters and have to wait for each other. Known devices,
 * right passwords and mails to people have separate counters.
 */
export interface SignInAttempt {
  /** Lower case. */
  email: string;
  network: string;
  /** The id of this browser, if the account knows it. */
  device: string | undefined;
}

/** This many attempts are free. Then the wait is a second and doubles with each `step`, while the counter lasts. */
interface Slow extends Counter {
  free: number;
  step: number;
  /** True for failures of a network at any account. */
  isNetwork?: boolean;
}

type Turn = Pick<Counter, 'key' | 'reserved'>;

const [hour, day] = [60 * 60, 24 * 60 * 60];
/** Seconds. */
const longestWait = 15 * 60;

const ofAccount = { free: 10, step: 1, lasts: day };
const ofNetwork = { free: 300, step: 30, lasts: hour };
/** For requests for a new password, which only send mail. */
const resetsOfNetwork = { free: 100, step: 10, lasts: hour };

/** Right passwords count too, because each creates a session. The limit is more than a person needs in an hour. */
const successes = { most: 60, lasts: hour, reserved: true };
/** Mails an hour to one address. */
const resetMails = { most: 3, lasts: hour, reserved: true };

/** The counters of a network and, for IPv6, of its /48. */
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

function countersOf({ email, network, device }: SignInAttempt): Slow[] {
  if (device) return [{ ...ofAccount, limit: 'device', key: `${email} ${device}`, reserved: true }];
  return [{ ...ofAccount, limit: 'account', key: email }, ...byNetwork('network', network, ofNetwork)];
}

const turnOf = ({ email, network, device }: SignInAttempt): Turn => ({
  key: `${email} ${device ?? siteOf(network)}`,
  reserved: device !== undefined,
});

/** How many seconds an attempt has to wait after this many failures. */
export const waitAfter = (failures: number, { free, step }: Pick<Slow, 'free' | 'step'>): number =>
  failures < free ? 0 : Math.min(longestWait, 2 ** Math.floor((failures - free) / step));

/**
 * Counts an attempt before it is made, so that parallel attempts can't pass. Returns the seconds to wait; 0 when
 * it may be made.
 */
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
 * Checks a password within the limits: `check` returns null when it is wrong. `field` is the form field of the
 * password. An error of `check` does not count as a failure.
 * @throws InvalidInput with the time to wait, before `check` is called or, after too many successes, instead of
 *   its result
 */
export async function withinLimits<T>(
  services: Services,
  attempt: SignInAttempt,
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
 * @throws InvalidInput with the time to wait, after many requests from this network
 */
export async function countReset(
  services: Services,
  { email, network }: Pick<SignInAttempt, 'email' | 'network'>,
): Promise<void> {
  const counters = byNetwork('reset-network', network, resetsOfNetwork);
  const wait = await admit(services, counters, { key: `reset ${email} ${siteOf(network)}` });
  if (wait) throw tooMany('email', wait);
}

/**
 * Counts a mail with a link for a new password to a person. Addresses that strangers invent are not counted here.
 * False when the limit of the hour is reached: then send no mail, and don't say so.
 */
export async function countResetMail(services: Services, email: string): Promise<boolean> {
  return !(await overMost(services, { ...resetMails, limit: 'reset', key: email }));
}

/** Counts one. Returns 0, or the seconds until the next one is allowed. */
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
