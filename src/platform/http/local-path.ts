import { readUrl } from '../net/read-url.js';
import { posix } from 'node:path';

/**
 * True for a path on this site, as browsers interpret it: `//evil.example`, `/\evil.example` and a path with a tab
 * lead to another site, and so do tracked links, also when a part of the path is encoded.
 */
export function isLocalPath(path: string): boolean {
  const here = 'http://here.invalid';
  const url = path.startsWith('/') ? readUrl(path, here) : null;
  if (!url) return false;
  const { origin, pathname } = url;
  return origin === here && !isTrackedLink(pathname);
}

/** A path that can't be decoded counts as one: no page of ours has it. */
function isTrackedLink(pathname: string): boolean {
  try {
    // Reverse proxies may decode a path, and take out doubled slashes and dots, before they choose where it goes.
    return /^\/+l\//i.test(posix.normalize(decodeURIComponent(pathname)));
  } catch {
    return true;
  }
}
