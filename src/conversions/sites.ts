import { readUrl } from '../platform/net/read-url.js';
import { readHosts } from '../organization/index.js';

// A site is stored as its host, with its port unless it is the default, and with `http://` unless it is https:
// `acme.example`, `acme.example:8443`, `http://localhost:8080`.

interface Site {
  scheme: string;
  host: string;
  port: string;
}

const withScheme = (text: string) => (/^https?:\/\//i.test(text) ? text : `https://${text}`);

function partsOf(address: string): Site {
  const { protocol, hostname, port } = new URL(address);
  return { scheme: protocol, host: hostname.replace(/\.$/, '').toLowerCase(), port };
}

/** The sites in a text, one on each line, as they are stored; or why the text can't be used. */
export function readSites(text: string): { sites: string[] } | { problem: 'unreadable' | 'many' } {
  const read = readHosts(text);
  if ('problem' in read) return read;
  const lines = text.split(/[\r\n,;]+/).flatMap((line) => line.trim() || []);
  const sites = lines.map((line) => {
    const { scheme, host, port } = partsOf(withScheme(line));
    return `${scheme === 'http:' ? 'http://' : ''}${host}${port && `:${port}`}`;
  });
  return { sites: [...new Set(sites)] };
}

/** The hosts of sites, without scheme and port. */
export const hostsOf = (sites: readonly string[]): string[] => [
  ...new Set(sites.map((site) => partsOf(withScheme(site)).host)),
];

/** Whether a page is on one of these sites, or on a subdomain with the same scheme and port. */
export function isOnSite(sites: readonly string[], page: string): boolean {
  if (!readUrl(page)) return false;
  const { scheme, host, port } = partsOf(page);
  return sites
    .map((site) => partsOf(withScheme(site)))
    .some(
      (site) =>
        site.scheme === scheme &&
        site.port === port &&
        (site.host === host || host.endsWith(`.${site.host}`)),
    );
}
