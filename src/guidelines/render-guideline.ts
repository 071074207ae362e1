import { LRUCache } from 'lru-cache';
import { InvalidInput } from '../platform/errors.js';
import { inParseProcess, TooComplex } from '../platform/jobs/parse-process.js';
import type { renderMarkdown } from './render-markdown.js';

const renderApart = inParseProcess<typeof renderMarkdown>(
  new URL('./render-markdown.js', import.meta.url),
  'renderMarkdown',
);

/** The most characters of a guideline. */
export const longestText = 50_000;

/** HTML by its text: the version in force is read on many pages. */
const rendered = new LRUCache<string, string>({
  max: 20,
  fetchMethod: (markdown) => renderApart(markdown),
  // Without it, whoever still waits for one that newer ones have displaced gets an error.
  ignoreFetchAbort: true,
});

/**
 * Sanitized HTML from an editor's Markdown. Each text is rendered once, in the parse process.
 * @throws InvalidInput for `markdown` when it is too long or takes too long to render
 */
export async function renderGuideline(markdown: string): Promise<string> {
  if (markdown.length > longestText) throw new InvalidInput({ markdown: 'guidelines.text-long' });
  return rendered.forceFetch(markdown).catch((error: unknown) => {
    if (error instanceof TooComplex) throw new InvalidInput({ markdown: 'guidelines.text-complex' });
    throw error;
  });
}
