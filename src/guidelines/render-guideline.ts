import { InvalidInput } from '../platform/errors.js';
import { inParseProcess, TooComplex } from '../platform/jobs/parse-process.js';
import type { renderMarkdown } from './render-markdown.js';

const renderApart = inParseProcess<typeof renderMarkdown>(
  new URL('./render-markdown.js', import.meta.url),
  'renderMarkdown',
);

/** Characters of a guideline at most. */
export const longestText = 50_000;

/** Texts whose HTML is remembered: the version in force is read on many pages. */
const mostRemembered = 20;
const remembered = new Map<string, Promise<string>>();

/**
 * Safe HTML from an editor's Markdown, rendered in the parse process once.
 * @throws InvalidInput for `markdown` when it is too long or takes too long to render
 */
export async function renderGuideline(markdown: string): Promise<string> {
  if (markdown.length > longestText) throw new InvalidInput({ markdown: 'guidelines.text-long' });
  const known = remembered.get(markdown);
  if (known) return known;
  const rendering = renderApart(markdown).catch((error: unknown) => {
    remembered.delete(markdown);
    if (error instanceof TooComplex) throw new InvalidInput({ markdown: 'guidelines.text-complex' });
    throw error;
  });
  if (remembered.size >= mostRemembered) remembered.delete(remembered.keys().next().value!);
  remembered.set(markdown, rendering);
  return rendering;
}
