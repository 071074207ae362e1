import { readUrl } from '../platform/net/read-url.js';

const mostHosts = 200;

/** The hosts in a text, one on each line, in their normal form; or why the text can't be used. */
export function readHosts(text: string): { hosts: string[] } | { problem: 'unreadable' | 'many' } {
  const lines = text.split(/[\r\n,;]+/).flatMap((line) => line.trim() || []);
  if (lines.length > mostHosts) return { problem: 'many' };
  const hosts = lines.map(readHost);
  return hosts.includes(null) ? { problem: 'unreadable' } : { hosts: [...new Set(hosts as string[])] };
}

/** The host in what somebody typed or pasted: in lower case, as punycode, without port and final dot. */
function readHost(typed: string): string | null {
  const address = /^https?:\/\//i.test(typed) ? typed : `https://${typed}`;
  const url = /[\s\p{C}*@]/u.test(typed) ? null : readUrl(address);
  if (!url) return null;
  const { hostname, pathname, search, hash } = url;
  const hasMore = pathname !== '/' || search || hash;
  return hasMore || hostname.startsWith('.') ? null : bare(hostname);
}

const bare = (hostname: string) => hostname.replace(/\.$/, '').toLowerCase() || null;

/** Whether a web address is on one of these hosts or their subdomains. With no hosts, any address is. */
export function leadsToOneOf(hosts: readonly string[], target: string): boolean {
  if (!hosts.length) return true;
  const host = bare(readUrl(target)?.hostname ?? '');
  return host !== null && hosts.some((known) => host === known || host.endsWith(`.${known}`));
}
