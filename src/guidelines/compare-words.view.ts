import type { Response } from 'express';
import { compareWords } from '../platform/text/compare-words-apart.js';
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
export async function guidelineRows(res: Response, before: GuidelineWords, after: GuidelineWords) {
  const { organization } = res.locals as { organization?: { language: string } | null };
  const textsOf = ({ title, markdown, disclosure, disclosures }: GuidelineWords) => ({
    title,
    // Forms send CRLF, and it is stored as it was sent.
    markdown: markdown.replace(/\r\n?/g, '\n').trim(),
    disclosure,
    disclosures: wordingLines(res, disclosures).join('\n'),
  });
  const [earlier, later] = [textsOf(before), textsOf(after)];
  const names = (Object.keys(labels) as (keyof typeof labels)[]).filter(
    (name) => earlier[name] !== later[name],
  );
  const compared = await compareWords(
    res.req.user!.id,
    organization?.language ?? 'en',
    names.map((name) => ({ before: earlier[name], after: later[name] })),
  );
  return compared.map(({ pieces, note }, place) => ({
    label: say(res, labels[names[place]!]),
    lang: '',
    pieces,
    note: note ? `common.compared-${note}` : '',
  }));
}
