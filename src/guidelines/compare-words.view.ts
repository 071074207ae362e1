import type { Response } from 'express';
import { wordComparer } from '../platform/text/compare-words.js';
import { say } from '../platform/http/pages.js';
import type { Wording } from './disclosures.js';
import { wordingLines } from './disclosures.view.js';

/** What an editor writes, of a version or a draft. */
export interface GuidelineWords {
  title: string;
  markdown: string;
  disclosure: string;
  disclosures: Wording[];
}

const labels = {
  title: 'guidelines.title',
  markdown: 'guidelines.text',
  disclosure: 'guidelines.disclosure',
  disclosures: 'guidelines.further-wordings',
} as const;

/** The texts in which two guidelines differ, compared word by word; empty if they have the same words. */
export function guidelineRows(res: Response, before: GuidelineWords, after: GuidelineWords) {
  const { organization } = res.locals as { organization?: { language: string } | null };
  const compare = wordComparer(organization?.language ?? 'en');
  const textsOf = ({ title, markdown, disclosure, disclosures }: GuidelineWords) => ({
    title,
    // Forms send CRLF, and it is stored as it was sent.
    markdown: markdown.replace(/\r\n?/g, '\n').trim(),
    disclosure,
    disclosures: wordingLines(res, disclosures).join('\n'),
  });
  const [earlier, later] = [textsOf(before), textsOf(after)];
  return (Object.keys(labels) as (keyof typeof labels)[])
    .filter((name) => earlier[name] !== later[name])
    .map((name) => {
      const { pieces, note } = compare(earlier[name], later[name]);
      return { label: say(res, labels[name]), lang: '', pieces, note: note ? `common.compared-${note}` : '' };
    });
}
