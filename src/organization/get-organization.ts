import { knownTimeZone } from '../platform/clock.js';
import { guessRegion } from '../platform/text/regions.js';
import {
  clickDays,
  mastodonLimit,
  Organization,
  regularRules,
  type UtmTemplate,
  type visibilities,
} from './organization.model.js';

export interface OrganizationView {
  name: string;
  /** IANA name of the zone that days in reports belong to. */
  timeZone: string;
  language: string;
  /** The region whose way to write dates and numbers is used, such as `DE`. */
  region: string;
  /** Who may see whose results. */
  visibility: (typeof visibilities)[number];
  /** How many days each visit of a tracked link is stored. */
  clickDays: number;
  /** In how many of their last four weeks somebody posts to become a regular. */
  regularAt: number;
  /** In how many of them at most a regular posts to be none any more. */
  lapsedAt: number;
  /** The longest text on the Mastodon server that most people use. */
  mastodonLimit: number;
  /** How the links of posts are tagged that are published from now on; null: as usual. */
  utm: UtmTemplate | null;
  /** Hosts that posts may link to, including their subdomains; empty: any host. */
  targetHosts: string[];
  /** True when editors may change all goals, as admins do. */
  editorsEditGoals: boolean;
  /** True when there is a board of results, for those who want to stand on it. */
  hasBoard: boolean;
  /** True when editors write all posts themselves, so that no feed is expected. */
  writesOwnPosts: boolean;
  /** Since when and why nobody can share; null: sharing is open. */
  pause: { since: Date; reason: string } | null;
  isSample: boolean;
  /** Revision of the settings, for `updateOrganization`. */
  revision: number;
}

/** The organization, or null before it is set up. */
export async function getOrganization(): Promise<OrganizationView | null> {
  const found = await Organization.findOne({ only: true }).lean();
  if (!found) return null;
  const { name, timeZone, language, region, visibility, clickDays: days, targetHosts, isSample } = found;
  // Older organizations lack some of the fields.
  return {
    name,
    timeZone: knownTimeZone(timeZone),
    language,
    region: region ?? guessRegion(timeZone, language),
    visibility,
    clickDays: days ?? clickDays.usual,
    regularAt: found.regularAt ?? regularRules.becomesAt,
    lapsedAt: found.lapsedAt ?? regularRules.lapsesAt,
    mastodonLimit: found.mastodonLimit ?? mastodonLimit.usual,
    utm: found.utm ?? null,
    targetHosts: targetHosts ?? [],
    editorsEditGoals: found.editorsEditGoals ?? false,
    hasBoard: found.hasBoard ?? false,
    writesOwnPosts: found.writesOwnPosts ?? false,
    pause: found.pause ? { since: found.pause.since, reason: found.pause.reason } : null,
    isSample,
    revision: found.revision ?? 0,
  };
}

/** The zone whose calendar days are used in statistics. UTC before set-up. */
export async function organizationTimeZone(): Promise<string> {
  return (await getOrganization())?.timeZone ?? 'UTC';
}
