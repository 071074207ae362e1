import { leadsToOneOf } from '../organization/index.js';
import { aroundClickId } from '../conversions/index.js';
import { type OffReason, withUtm } from '../links/index.js';
import { signClickId } from '../clicks/index.js';

interface Fields {
  id: string;
  slug: string;
  target: string;
  network: string;
  campaign: string;
  /** Why it leads nowhere just now; null when it leads on. */
  off: OffReason | null;
}

/** Who is given the ids of clicks, and what those are signed with. */
export interface Recipients {
  sites: readonly string[];
  clickKey: string;
}

/** What the redirect knows of a link. */
export class KnownLink {
  #location: string | undefined;
  #sites: readonly string[] | undefined;
  #aroundClickId: [before: string, after: string] | null = null;

  constructor(readonly fields: Fields) {}

  /** Where it leads, UTM parameters included. Spelt when first asked for: most links rest. */
  get location(): string {
    const { target, network, campaign, slug } = this.fields;
    return (this.#location ??= withUtm(target, { network, campaign, slug }));
  }

  /** The same for one click, whose id goes along, signed, when this leads to one of these sites. */
  locationOf(clickId: string, { sites, clickKey }: Recipients): string {
    if (this.#sites !== sites) {
      this.#sites = sites;
      const tells = sites.length > 0 && leadsToOneOf(sites, this.fields.target);
      this.#aroundClickId = tells ? aroundClickId(this.location) : null;
    }
    if (!this.#aroundClickId) return this.location;
    const [before, after] = this.#aroundClickId;
    return before + signClickId(clickKey, clickId) + after;
  }
}
