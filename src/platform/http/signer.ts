import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.js';
import { remember } from '../text/remember.js';

/** A signed text and when it expires. */
export interface Signed {
  text: string;
  expiresAt: Date;
}

/**
 * Signs short texts that browsers store, so that nothing has to be stored here. Each purpose has its own key, so a
 * signature is valid for one purpose only. A signature proves who wrote a text; it does not hide it.
 */
export function createSigner(secret: string, clock: Clock) {
  const keyOf = remember(100, (purpose) =>
    Buffer.from(hkdfSync('sha256', secret, '', `groundswell ${purpose}`, 32)),
  );
  const codeOf = (purpose: string, text: string) =>
    createHmac('sha256', keyOf(purpose)).update(text).digest('base64url');

  return {
    codeOf,

    /** `lifetime` in milliseconds. */
    sign(purpose: string, text: string, lifetime: number): string {
      const dated = `${text}.${(clock.now().getTime() + lifetime).toString(36)}`;
      return `${dated}.${codeOf(purpose, dated)}`;
    },

    /** Null for a text without a valid signature for this purpose, and for an expired one. */
    read(purpose: string, signed: unknown): Signed | null {
      const [, dated, text, expires, code] =
        (typeof signed === 'string' && /^((.*)\.([0-9a-z]+))\.([\w-]+)$/s.exec(signed)) || [];
      if (dated === undefined || !isSameCode(code!, codeOf(purpose, dated))) return null;
      const expiresAt = new Date(parseInt(expires!, 36));
      return expiresAt > clock.now() ? { text: text!, expiresAt } : null;
    },
  };
}

export type Signer = ReturnType<typeof createSigner>;

/** Compares two codes in constant time. */
export function isSameCode(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
