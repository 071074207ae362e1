import mongoose from 'mongoose';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { InvalidInput } from '../platform/errors.js';
import type { Services } from '../services.js';

/**
 * Slows guessing: 10 failed tries per address book entry and network address in 15 minutes, 100 per network
 * address. Kept in the database, so that it holds across processes and restarts.
 */
export function limitSignIn(_services: Services) {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterMongo({
      storeClient: mongoose.connection,
      tableName: 'signinattempts',
      keyPrefix,
      points,
      duration: 15 * 60,
    });
  const perPerson = limiter('person', 10);
  const perAddress = limiter('address', 100);

  return {
    /** @throws InvalidInput with the minutes to wait, when there were too many tries */
    async spend(email: string, ip: string): Promise<void> {
      try {
        await perPerson.consume(`${email} ${ip}`);
        await perAddress.consume(ip);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        const minutes = Math.max(1, Math.ceil(refused.msBeforeNext / 60_000));
        throw new InvalidInput({ password: { key: 'users.too-many-tries', values: { count: minutes } } });
      }
    },
    async forgive(email: string, ip: string): Promise<void> {
      await perPerson.delete(`${email} ${ip}`);
    },
  };
}
