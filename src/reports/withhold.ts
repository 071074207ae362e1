import type { Person } from '../users/index.js';
import { contributorsByLine, contributorsTogether } from './contributors.js';
import type { Breakdown, Question } from './question.js';
import { fewestContributors, withheldCells, type Cell, type Visibility } from './visibility.js';

/** What of an answer has to be withheld. */
export interface Withheld {
  /** True when too few people have a result in all that was asked for. */
  total: boolean;
  lines: (key: string) => boolean;
  days: (day: string) => boolean;
}

const limit = fewestContributors;

/**
 * Which figures of this question's answer too few people have a result in, for this reader. `lines` and `days` are
 * the keys that have figures.
 */
export async function withheldIn(
  { by, ...part }: Question,
  { reader, visibility }: { reader: Person; visibility: Visibility },
  { lines, days }: { lines: string[]; days: string[] },
): Promise<Withheld> {
  const none = () => false;
  if (visibility === 'individual') return { total: false, lines: none, days: none };
  if ((await contributorsTogether(part, { limit })) < fewestContributors)
    return { total: true, lines: (key) => key !== reader.id, days: () => true };

  const among = async (breakdown: Breakdown, keys: string[]) => {
    const counts = await contributorsByLine(part, breakdown);
    // A line that nobody has a result in holds uncounted visits alone.
    const cells = keys.map((key) => ({ key, contributors: counts.get(key) ?? 0 }));
    const withheld = await withheldCells(cells, (some) =>
      contributorsTogether({ ...part, among: { by: breakdown, keys: some } }, { limit }),
    );
    return (key: string) => withheld.has(key);
  };
  const withheldDays = await among('day', days);
  if (by === 'day') return { total: false, lines: withheldDays, days: withheldDays };
  const withheldLines = await (by === 'advocate' ? others(part, reader) : among(by, lines));
  return { total: false, lines: withheldLines, days: withheldDays };
}

/** The reader's own line and the one of everybody else: both or neither are shown. */
async function others(part: Omit<Question, 'by'>, reader: Person): Promise<(key: string) => boolean> {
  const cells: Cell[] = [
    { key: reader.id, contributors: 1, isOwn: true },
    { key: 'others', contributors: await contributorsTogether(part, { limit, except: reader.id }) },
  ];
  const keys = await withheldCells(cells, (some) =>
    Promise.resolve(some.length < cells.length ? cells[1]!.contributors : limit),
  );
  return (key) => keys.has(key);
}
