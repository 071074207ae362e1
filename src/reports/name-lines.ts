import type { Message } from '../platform/errors.js';
import type { TopicView } from '../posts/index.js';
import { dimensionNamings, type NamedKey } from './dimension-names.js';
import type { Line } from './metrics.js';
import type { Breakdown } from './question.js';

export interface NamedLine {
  /** The value of the breakdown: an id, a name, a day; empty when there is none. */
  key: string;
  /** A name that people gave, or a text when there is none. */
  name: string | Message;
  /** The page of the studio about it, or null. */
  href: string | null;
  /** Of its swatch, or null. */
  colour: TopicView['colour'] | null;
  /** Null when the line is withheld. */
  figures: Line | null;
}

type Name = Omit<NamedKey, 'key'>;

/**
 * Gives each line its current name: posts, teams and people may have been renamed or deleted. Withheld lines come
 * last, by key, so that their order reveals nothing.
 */
export async function nameLines(
  by: Breakdown,
  lines: Map<string, Line>,
  isWithheld: (key: string) => boolean,
): Promise<NamedLine[]> {
  const nameOf = await naming(by, [...lines.keys()]);
  const named = [...lines].map(([key, line]): NamedLine => ({
    key,
    href: null,
    colour: null,
    ...nameOf(key),
    figures: isWithheld(key) ? null : line,
  }));
  const byKey = (a: NamedLine, b: NamedLine) => (a.key < b.key ? -1 : 1);
  const rank = ({ figures }: NamedLine, metric: 'clicks' | 'posted') => figures?.[metric] ?? -1;
  const bySize = (a: NamedLine, b: NamedLine) =>
    rank(b, 'clicks') - rank(a, 'clicks') || rank(b, 'posted') - rank(a, 'posted') || byKey(a, b);
  return named.sort(by === 'day' ? byKey : bySize);
}

async function naming(by: Breakdown, keys: string[]): Promise<(key: string) => Name> {
  const { list, find, nameless } = dimensionNamings[by];
  const found = (await (find ? find(keys) : list?.())) ?? [];
  const names = new Map(found.map(({ key, ...name }) => [key, name]));
  return (key) => {
    if (key === 'others') return { name: word(key) };
    return names.get(key) ?? { name: nameless ? word(nameless) : key };
  };
}

const word = (name: string): Message => ({ key: `reports.${name}`, values: {} });
