import mongoose from 'mongoose';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { InvalidInput, upsertAgain } from '../platform/errors.js';
import { keyedHash } from '../platform/secret.js';
import type { Services } from '../services.js';
import { Attempt } from './attempt.model.js';

/**
 * Slows guessing. Failed sign-ins count: 10 per e-mail address and network in 15 minutes, and 100 per network for
 * all addresses together. Counted per network, so nobody can keep a person out from elsewhere: at worst someone
 * on the same network closes it for a quarter of an hour, and a forgotten password can be set by mail meanwhile.
 * Requests for a new password count whether or not the address is known: 3 mails an hour to one address, 20
 * requests an hour from one network. Kept in the database, so that it holds across processes; as keyed
 * hashes, because we store no network addresses.
 */
const signInsOfPerson = limiter('sign-in-person', 10, 15 * 60);
const signInsOfNetwork = limiter('sign-in-network', 100, 15 * 60);
const resetsOfPerson = limiter('reset-person', 3, 60 * 60);
const resetsOfNetwork = limiter('reset-network', 20, 60 * 60);

// Made on first use: the database is open by then.
function limiter(keyPrefix: string, points: number, duration: number): () => RateLimiterMongo {
  let made: RateLimiterMongo | undefined;
  return () =>
    (made ??= new RateLimiterMongo({
      storeClient: mongoose.connection,
      tableName: Attempt.collection.name,
      disableIndexesCreation: true,
      keyPrefix,
      points,
      duration,
    }));
}

// Keyed, as plain hashes of all addresses there are can be made in an hour.
const hashed = ({ env }: Services, text: string) => keyedHash(env, 'attempts', text);

interface Try {
  email: string;
  network: string;
}

/**
 * Counts a try before it is made, so that many at once can't slip through. `field` is the one that is tried.
 * @throws InvalidInput with the minutes to wait, when there were too many
 */
export async function countSignIn(
  services: Services,
  { email, network }: Try,
  field = 'password',
): Promise<void> {
  const refused =
    (await over(signInsOfPerson(), hashed(services, `${email} ${network}`))) ??
    (await over(signInsOfNetwork(), hashed(services, network)));
  if (refused) throw new InvalidInput({ [field]: tooMany(refused) });
}

/** Takes back what a try cost that went well: only failures count. */
export async function forgiveSignIn(services: Services, { email, network }: Try): Promise<void> {
  await signInsOfPerson().delete(hashed(services, `${email} ${network}`));
  await upsertAgain(() => signInsOfNetwork().reward(hashed(services, network)));
}

/**
 * False when this address has had its mails for the hour: then send none, and say nothing.
 * @throws InvalidInput when too many requests came from this network
 */
export async function countReset(services: Services, { email, network }: Try): Promise<boolean> {
  const refused = await over(resetsOfNetwork(), hashed(services, network));
  if (refused) throw new InvalidInput({ email: tooMany(refused) });
  return !(await over(resetsOfPerson(), hashed(services, email)));
}

async function over(limit: RateLimiterMongo, key: string): Promise<RateLimiterRes | undefined> {
  try {
    await upsertAgain(() => limit.consume(key));
    return undefined;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  }
}

const tooMany = ({ msBeforeNext }: RateLimiterRes) => ({
  key: 'users.too-many-tries',
  values: { count: Math.max(1, Math.ceil(msBeforeNext / 60_000)) },
});
