import type { Response } from 'express';
import { localeIn, say } from '../platform/http/pages.js';
import { listText } from '../platform/text/formats.js';
import type { Changes } from './compare-versions.js';
import { disclosureTable } from './disclosures.view.js';
import type { Guideline } from './find-guidelines.js';
import type { Rendered } from './render-markdown.js';

/** The id of the part with the wordings. Ids of a writer's parts begin with `part-`. */
const wordingsId = 'wordings';
const fewestContents = 3;
const wordsPerMinute = 220;

/** The whole minutes that reading takes, one at least. */
export const minutesToRead = ({ words }: Rendered) => Math.max(1, Math.round(words / wordsPerMinute));

/** The parts of a text, each with its place, and marked if it changed. */
export function partsView({ intro, parts }: Rendered, changes: Changes | null) {
  return {
    intro: { html: intro.html, isChanged: changes?.intro ?? false },
    parts: parts.map(({ id, title, heading, html }, index) => ({
      ...{ id, title, heading, html },
      place: index + 1,
      isChanged: changes?.parts.has(id) ?? false,
    })),
  };
}

/**
 * A whole guideline: its parts, the wordings as the last one, and the contents, which are empty if there is little
 * to choose from.
 */
export function guidelineView(
  res: Response,
  guideline: Guideline,
  compared: { changes: Changes; version: number } | null,
) {
  const changes = compared?.changes ?? null;
  const { intro, parts } = partsView(guideline.text, changes);
  const wordings = {
    id: wordingsId,
    place: parts.length + 1,
    title: say(res, 'guidelines.disclosure-heading'),
    rows: disclosureTable(res, guideline),
    isChanged: changes?.wordings ?? false,
  };
  const entries = [...parts, wordings].map(({ id, title, isChanged }) => ({
    href: `#${encodeURIComponent(id)}`,
    title,
    isChanged,
  }));
  const changed = entries.filter(({ isChanged }) => isChanged).length;
  return {
    intro,
    parts,
    wordings,
    removed: removedLine(res, compared),
    contents: {
      entries: entries.length < fewestContents ? [] : entries,
      summary: say(res, changed ? 'guidelines.parts-changed' : 'guidelines.parts', {
        count: entries.length,
        changed,
      }),
      since: changed && compared ? compared.version : 0,
    },
  };
}

function removedLine(res: Response, compared: { changes: Changes; version: number } | null): string {
  const titles = compared?.changes.removed ?? [];
  if (!compared || !titles.length) return '';
  const names = listText(
    localeIn(res),
    titles.map((title) => say(res, 'guidelines.removed-title', { title })),
  );
  return say(res, 'guidelines.removed', { count: titles.length, names, version: compared.version });
}

/** The most changes that the heading says as a word. */
const mostInWords = 9;

/** The heading of the page: the title, with what changed since this person last agreed. */
export function newsOf(res: Response, title: string, changes: Changes | null): string {
  if (!changes?.count) return title;
  const { count } = changes;
  return say(res, `guidelines.news-${count > mostInWords ? 'many' : count}`, { title, count });
}
