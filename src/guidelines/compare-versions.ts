import { isDeepStrictEqual } from 'node:util';
import type { Disclosures } from './disclosures.js';
import type { Rendered } from './render-markdown.js';

interface Compared extends Pick<Disclosures, 'disclosure' | 'disclosures'> {
  text: Rendered;
}

/** What differs between two versions of a guideline. */
export interface Changes {
  /** The words before the first part. */
  intro: boolean;
  /** The ids of the parts that are new, or have other words or another heading. */
  parts: Set<string>;
  /** The titles of parts that are gone. */
  removed: string[];
  wordings: boolean;
  count: number;
}

/** Compares part by part, by headings and Markdown. A part that only moved, or got another number, is the same. */
export function compareVersions(before: Compared, now: Compared): Changes {
  const unmatched = [...before.text.parts];
  const takeOut = (isSame: (part: (typeof unmatched)[number]) => boolean) => {
    const index = unmatched.findIndex(isSame);
    return index >= 0 && unmatched.splice(index, 1).length > 0;
  };
  const differing = now.text.parts.filter(
    ({ title, source }) => !takeOut((part) => part.title === title && part.source === source),
  );
  // What has the same title or the same words was changed, so it is not among the removed ones.
  for (const { title, source } of differing)
    if (!takeOut((part) => part.title === title)) takeOut((part) => part.source === source);
  const intro = before.text.intro.source !== now.text.intro.source;
  const wordings = !isDeepStrictEqual(wordingsOf(before), wordingsOf(now));
  const removed = unmatched.map(({ title }) => title);
  return {
    intro,
    parts: new Set(differing.map(({ id }) => id)),
    removed,
    wordings,
    count: Number(intro) + differing.length + removed.length + Number(wordings),
  };
}

const wordingsOf = ({ disclosure, disclosures }: Compared) => [
  disclosure,
  ...disclosures.map(({ language, text }) => `${language} ${text}`).sort(),
];
