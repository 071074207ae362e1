import { LRUCache } from 'lru-cache';
import { InvalidInput } from '../platform/errors.js';
import { inParseProcess, TooComplex } from '../platform/jobs/parse-process.js';
import type { Rendered, renderMarkdown } from './render-markdown.js';

const renderApart = inParseProcess<typeof renderMarkdown>(
  new URL('./render-markdown.js', import.meta.url),
  'renderMarkdown',
);

/** The most characters of a guideline. */
export const longestText = 50_000;

/** What was rendered, by its text: the version in force is read on many pages. */
const rendered = new LRUCache<string, Rendered>({
  max: 20,
  fetchMethod: (markdown) => renderApart(markdown),
  // Without it, whoever still waits for one that newer ones have displaced gets an error.
  ignoreFetchAbort: true,
});

/**
 * The parts of an editor's Markdown as sanitized HTML. Each text is rendered once, in the parse process.
 * @throws InvalidInput for `markdown` when it is too long or takes too long to render
 */
export async function renderGuideline(markdown: string): Promise<Rendered> {
  if (markdown.length > longestText)
    throw new InvalidInput({ markdown: { key: 'guidelines.text-long', values: { max: longestText } } });
  return rendered.forceFetch(markdown).catch((error: unknown) => {
    if (error instanceof TooComplex) throw new InvalidInput({ markdown: 'guidelines.text-complex' });
    throw error;
  });
}

/** The same, or as plain text if it can't be rendered: an older version must stay readable. */
export async function renderOrPlain(markdown: string): Promise<Rendered> {
  return renderGuideline(markdown).catch((error: unknown) => {
    if (!(error instanceof InvalidInput)) throw error;
    const html = `<pre>${markdown.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`;
    return {
      intro: { html, source: markdown },
      parts: [],
      headingsTooMany: 0,
      words: markdown.split(/\s+/).length,
    };
  });
}
