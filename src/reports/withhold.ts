import type { Dimension } from '../statistics/index.js';
import type { Person } from '../people/index.js';
import { contributorsTogether } from './contributors.js';
import type { Question } from './question.js';
import { createShownLines } from './shown-lines.js';
import type { Visibility } from '../organization/index.js';
import { fewestContributors, openBreakdowns } from './visibility.js';

/**
 * Why a whole question is not answered: too few people have results in it; a comparison with another answer would
 * reveal too few people; or it combines filters. The text is `reports.withheld-all-<reason>`.
 */
export type WithheldBecause = 'few' | 'difference' | 'combined';

/** The withheld parts of an answer. */
export interface Withheld {
  total: WithheldBecause | null;
  /** Whether a line or day with figures is withheld. */
  lines: (key: string) => boolean;
  days: (day: string) => boolean;
}

/** Which figures of this answer must be withheld from this reader. */
export async function withheldIn(
  { from, to, by, where }: Question,
  { reader, visibility }: { reader: Person; visibility: Visibility },
): Promise<Withheld> {
  const none = () => false;
  if (visibility === 'individual') return { total: null, lines: none, days: none };
  const all = (total: WithheldBecause) => ({
    total,
    lines: (key: string) => key !== reader.id,
    days: () => true,
  });
  const [[dimension, key] = [], ...more] = Object.entries(where) as [Dimension, string][];
  if (more.length) return all('combined');

  const period = { from, to, except: reader.id };
  const open = openBreakdowns(visibility).filter((one) => one !== 'advocate');
  const linesOf = createShownLines(period, open);
  if ((await contributorsTogether({ ...period, within: where }, fewestContributors)) < fewestContributors)
    return all('few');
  if (dimension && !(await linesOf({}, dimension)).shown.has(key!)) return all('difference');
  const days = (await linesOf(where, 'day')).shown;
  // The reader's own line and the line of all others, who are enough people.
  const shown = by === 'advocate' ? null : (await linesOf(where, by)).shown;
  return {
    total: null,
    lines: (line) => (shown ? !shown.has(line) : false),
    days: (day) => !days.has(day),
  };
}
