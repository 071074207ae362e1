/**
 * An address, or null if it can't be read. Not by `URL.canParse`: Node.js 20 answers false for addresses with letters such
 * as ü once it has optimized the caller.
 */
export function readUrl(text: string, base?: string | URL): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
