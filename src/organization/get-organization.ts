import { knownTimeZone } from '../platform/clock.js';
import { clickDays, Organization, type visibilities } from './organization.model.js';

export interface OrganizationView {
  name: string;
  /** IANA name; days in reports are this zone's. */
  timeZone: string;
  language: string;
  /** Who may see whose results. */
  visibility: (typeof visibilities)[number];
  /** For so many days each visit of a tracked link is kept. */
  clickDays: number;
  /** Hosts that posts may link to, their subdomains included; any when there is none. */
  targetHosts: string[];
  isSample: boolean;
  /** Of the settings, as `updateOrganization` takes it. */
  revision: number;
}

/** The organization, or null before it is set up. */
export async function getOrganization(): Promise<OrganizationView | null> {
  const found = await Organization.findOne({ only: true }).lean();
  if (!found) return null;
  const { name, timeZone, language, visibility, clickDays: days, targetHosts, isSample } = found;
  // An organization made before these were settings has neither.
  return {
    name,
    timeZone: knownTimeZone(timeZone),
    language,
    visibility,
    clickDays: days ?? clickDays.usual,
    targetHosts: targetHosts ?? [],
    isSample,
    revision: found.revision ?? 0,
  };
}

/** The zone whose calendar days statistics are kept in. UTC before set-up. */
export async function organizationTimeZone(): Promise<string> {
  return (await getOrganization())?.timeZone ?? 'UTC';
}
