import type { OffReason } from './tracked-link.model.js';
import { withUtm } from './utm.js';

interface Fields {
  id: string;
  slug: string;
  target: string;
  network: string;
  campaign: string;
  /** Why it leads nowhere just now; null when it leads on. */
  off: OffReason | null;
}

/** What the redirect knows of a link. */
export class KnownLink {
  #location: string | undefined;

  constructor(readonly fields: Fields) {}

  /** Where it leads, UTM parameters included. Spelt when first asked for: most links rest. */
  get location(): string {
    const { target, network, campaign, slug } = this.fields;
    return (this.#location ??= withUtm(target, { network, campaign, slug }));
  }
}
