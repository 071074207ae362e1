import type { Message } from '../platform/errors.js';
import type { TopicView } from '../posts/index.js';
import { dimensionNamings, type NamedKey } from './dimension-names.js';
import type { Line } from './metrics.js';
import type { Breakdown } from './question.js';

export interface KeyedLine {
  /** The value of the breakdown: an id, a name, a day; empty when there is none. */
  key: string;
  figures: Line;
}

export interface NamedLine extends KeyedLine {
  /** A name that people gave, or a text when there is none. */
  name: string | Message;
  /** The page of the studio about it, or null. */
  href: string | null;
  /** Of its swatch, or null. */
  colour: TopicView['colour'] | null;
}

type Name = Omit<NamedKey, 'key'>;

/** Gives each of these lines its current name: posts, teams and people may have been renamed or deleted. */
export async function nameLines(by: Breakdown, lines: KeyedLine[]): Promise<NamedLine[]> {
  const nameOf = await namesOf(
    by,
    lines.map(({ key }) => key),
  );
  return lines.map((line) => ({ href: null, colour: null, ...nameOf(line.key), ...line }));
}

/** Most clicks first, then most posted. */
export const bySize = ({ figures: a }: { figures: Line }, { figures: b }: { figures: Line }): number =>
  b.clicks - a.clicks || b.posted - a.posted;

/** Gives the name of each of these keys of a dimension. */
export async function namesOf(by: Breakdown, keys: string[]): Promise<(key: string) => Name> {
  const { list, find, nameless } = dimensionNamings[by];
  const found = (await (find ? find(keys) : list?.())) ?? [];
  const names = new Map(found.map(({ key, ...name }) => [key, name]));
  return (key) => names.get(key) ?? { name: nameless ? word(nameless) : key };
}

const word = (name: string): Message => ({ key: `reports.${name}`, values: {} });
