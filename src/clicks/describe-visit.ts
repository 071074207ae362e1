import Bowser from 'bowser';
import { remember } from '../platform/text/remember.js';

export const devices = ['phone', 'tablet', 'desktop', 'other'] as const;
export type Device = (typeof devices)[number];

/** What a request for a tracked link tells us. Only derived facts of it are ever stored. */
export interface Visit {
  method: string;
  /** Of the visitor, as `clientNetwork` reads it. */
  network: string;
  /** By lower-case name, as node gives them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

// Longer than any browser's; a bound on the work that patterns do on what strangers send.
const longestAgent = 512;

/** More of a header is not looked at: no browser sends as much, but node takes 16 KB from a stranger. */
const longestHeader = 1_000;

/** The beginning of a header as one string, empty when absent. */
export const textOf = (header: string | string[] | undefined): string =>
  (typeof header === 'string' ? header : (header?.join(', ') ?? '')).slice(0, longestHeader);

export const agentOf = ({ headers }: Visit): string =>
  textOf(headers['user-agent']).slice(0, longestAgent).trim();

/** The host that the visitor came from, lower-case; null when there is none or it makes no sense. */
export const referrerHost = ({ headers }: Visit): string | null => hostOf(textOf(headers.referer).trim());

const hostOf = remember(2_000, (referrer): string | null => {
  if (!URL.canParse(referrer)) return null;
  const { protocol, hostname } = new URL(referrer);
  const known = ['http:', 'https:', 'android-app:'].includes(protocol);
  return (known && hostname.length <= 253 && hostname.toLowerCase()) || null;
});

const deviceOf: Record<string, Device> = { mobile: 'phone', tablet: 'tablet', desktop: 'desktop' };

export const deviceClass = (visit: Visit): Device => deviceOfAgent(agentOf(visit));

const deviceOfAgent = remember(2_000, (agent): Device => {
  // bowser throws on an empty agent.
  return (agent && deviceOf[Bowser.parse(agent).platform.type ?? '']) || 'other';
});

/** The language the visitor's browser asks for first, without region: `de`. Null when it does not say. */
export function languageOf({ headers }: Visit): string | null {
  const languages = textOf(headers['accept-language']).trim();
  return /^([a-z]{2,3})(?=[-,;\s]|$)/i.exec(languages)?.[1]?.toLowerCase() ?? null;
}
