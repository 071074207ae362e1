import { InvalidInput } from '../platform/errors.js';
import { inParseProcess, TooComplex } from '../platform/jobs/parse-process.js';
import type { renderMarkdown } from './render-markdown.js';

const renderApart = inParseProcess<typeof renderMarkdown>(
  new URL('./render-markdown.js', import.meta.url),
  'renderMarkdown',
);

/** The most characters of a guideline. */
export const longestText = 50_000;

/** How many texts are cached as HTML: many pages show the version in force. */
const mostRemembered = 20;
const remembered = new Map<string, Promise<string>>();

/**
 * Sanitized HTML from an editor's Markdown. Each text is rendered once, in the parse process.
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
