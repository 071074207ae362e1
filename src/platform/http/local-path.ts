/**
 * True for a path on this site, as browsers interpret it: `//evil.example`, `/\evil.example` and a path with a tab
 * lead to another site, and so do tracked links.
 */
export function isLocalPath(path: string): boolean {
  const here = 'http://here.invalid';
  if (!path.startsWith('/') || !URL.canParse(path, here)) return false;
  const { origin, pathname } = new URL(path, here);
  return origin === here && !/^\/l\//i.test(pathname);
}
