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
  /** The tags of an organization with tags of its own. */
  utm: { source: string; medium: string } | null;
  /** Why it is switched off; null when it is on. */
  off: OffReason | null;
}

/** The sites that get the ids of clicks, and the key that signs them. */
export interface Recipients {
  sites: readonly string[];
  clickKey: string;
}

/** A link in the cache of the redirect. */
export class KnownLink {
  #location: string | undefined;
  #sites: readonly string[] | undefined;
  #aroundClickId: [before: string, after: string] | null = null;

  constructor(readonly fields: Fields) {}

  /** Its target with UTM parameters. Calculated at first use, because most links are not in use. */
  get location(): string {
    const { target, network, campaign, utm, slug } = this.fields;
    return (this.#location ??= withUtm(target, {
      ...(utm ?? { source: network, medium: 'social' }),
      ...{ campaign, slug },
    }));
  }

  /** The target for one click: includes the signed id if the target is on one of these sites. */
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
