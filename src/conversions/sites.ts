import { readHosts } from '../organization/index.js';

// A site is written as its host, with a port where that is not the usual one, and behind `http://` where it is not
// https: `acme.example`, `acme.example:8443`, `http://localhost:8080`.

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

/** The sites of a text, one a line, each as it is stored; or why the text can't be used. */
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

/** The hosts of sites, whatever their scheme and port. */
export const hostsOf = (sites: readonly string[]): string[] => [
  ...new Set(sites.map((site) => partsOf(withScheme(site)).host)),
];

/** Whether a page belongs to one of these sites or is below its host, with the same scheme and port. */
export function isOnSite(sites: readonly string[], page: string): boolean {
  if (!URL.canParse(page)) return false;
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
