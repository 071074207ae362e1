import type { Cell, Dimension } from '../statistics/index.js';
import type { Person } from '../people/index.js';
import { contributorsTogether } from './contributors.js';
import type { Question } from './question.js';
import { createShownLines } from './shown-lines.js';
import { fewestContributors, openBreakdowns, type Visibility } from './visibility.js';

/**
 * Why nothing of a question is answered: too few people have results in it; it would give away those of too few by
 * comparison with another answer; or it combines filters. A word is `reports.withheld-all-<reason>`.
 */
export type WithheldBecause = 'few' | 'difference' | 'combined';

/** What of an answer has to be withheld. */
export interface Withheld {
  total: WithheldBecause | null;
  /** Of a line or day that has figures. */
  lines: (key: string) => boolean;
  days: (day: string) => boolean;
}

/** Which figures of this question's answer have to be withheld from this reader. */
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
  const filter = filterOf(where);
  const [[dimension, key] = [], ...more] = Object.entries(filter) as [Dimension, string][];
  if (more.length) return all('combined');

  const period = { from, to, except: reader.id };
  const open = openBreakdowns(visibility).filter((one) => one !== 'advocate');
  const linesOf = createShownLines(period, open);
  if ((await contributorsTogether({ ...period, within: filter }, fewestContributors)) < fewestContributors)
    return all('few');
  if (dimension && !(await linesOf({}, dimension)).shown.has(key!)) return all('difference');
  const days = (await linesOf(filter, 'day')).shown;
  // One's own line, and the one of all others, who are enough.
  const shown = by === 'advocate' ? null : (await linesOf(filter, by)).shown;
  return {
    total: null,
    lines: (line) => (shown ? !shown.has(line) : false),
    days: (day) => !days.has(day),
  };
}

const filterOf = ({ network, topicId, level, teamId }: Question['where']): Cell => ({
  ...(network && { network }),
  ...(topicId && { topic: topicId }),
  ...(level && { level }),
  ...(teamId && { team: teamId }),
});
