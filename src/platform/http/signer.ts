import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.js';
import { remember } from '../text/remember.js';

/** What a signed text says, and until when it holds. */
export interface Signed {
  text: string;
  expiresAt: Date;
}

/**
 * Signs short texts that a browser holds for us, so that we need to store nothing. Each purpose has its own key: what
 * was signed for one is worth nothing for another. Signing proves who wrote a text, it doesn't hide it.
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

    /** Null for what we did not sign for this purpose, and for what has expired. */
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

/** Compares two codes in a time that says nothing about where they differ. */
export function isSameCode(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
