import { readUrl } from '../platform/net/read-url.js';
import Bowser from 'bowser';
import { remember } from '../platform/text/remember.js';

export const devices = ['phone', 'tablet', 'desktop', 'other'] as const;
export type Device = (typeof devices)[number];

/** A request for a tracked link. Only facts derived from it are stored. */
export interface Visit {
  method: string;
  /** The visitor's network, as `clientNetwork` reads it. */
  network: string;
  /** By lower-case name, as Node provides them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

// Longer than the agent of any browser. Limits the work of matching patterns on text from strangers.
const longestAgent = 512;

/** The rest of a header is ignored: no browser sends this much, but Node accepts 16 KB from anybody. */
const longestHeader = 1_000;

/** The beginning of a header as one string; empty when the header is absent. */
export const textOf = (header: string | string[] | undefined): string =>
  (typeof header === 'string' ? header : (header?.join(', ') ?? '')).slice(0, longestHeader);

export const agentOf = ({ headers }: Visit): string =>
  textOf(headers['user-agent']).slice(0, longestAgent).trim();

/** The host that the visitor came from, in lower case; null when it is missing or can't be read. */
export const referrerHost = ({ headers }: Visit): string | null => hostOf(textOf(headers.referer).trim());

const hostOf = remember(2_000, (referrer): string | null => {
  const url = readUrl(referrer);
  if (!url) return null;
  const { protocol, hostname } = url;
  const known = ['http:', 'https:', 'android-app:'].includes(protocol);
  return (known && hostname.length <= 253 && hostname.toLowerCase()) || null;
});

const deviceOf: Record<string, Device> = { mobile: 'phone', tablet: 'tablet', desktop: 'desktop' };

export const deviceClass = (visit: Visit): Device => deviceOfAgent(agentOf(visit));

const deviceOfAgent = remember(2_000, (agent): Device => {
  // The app of Facebook may send its own description alone, with no name of a device that bowser knows.
  if (/^\[FBAN\/(FB4A|Orca-Android|FBW)/.test(agent)) return 'phone';
  // bowser throws on an empty agent.
  return (agent && deviceOf[Bowser.parse(agent).platform.type ?? '']) || 'other';
});

/** The preferred language of the visitor's browser, without region: `de`. Null when there is none. */
export function languageOf({ headers }: Visit): string | null {
  const languages = textOf(headers['accept-language']).trim();
  return /^([a-z]{2,3})(?=[-,;\s]|$)/i.exec(languages)?.[1]?.toLowerCase() ?? null;
}
