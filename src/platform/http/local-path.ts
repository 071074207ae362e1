/**
 * True for a path of ours, read as a browser reads it: `//evil.example`, `/\evil.example` and a path with a tab
 * in it lead elsewhere, and so do tracked links.
 */
export function isLocalPath(path: string): boolean {
  const here = 'http://here.invalid';
  if (!path.startsWith('/') || !URL.canParse(path, here)) return false;
  const { origin, pathname } = new URL(path, here);
  return origin === here && !/^\/l\//i.test(pathname);
}
