/**
 * True for a path of ours, read as a browser reads it: `//evil.example`, `/\evil.example` and a path with a tab
 * in it lead elsewhere.
 */
export function isLocalPath(path: string): boolean {
  const here = 'http://here.invalid';
  return path.startsWith('/') && URL.canParse(path, here) && new URL(path, here).origin === here;
}
