import { findPosts, listTopics } from '../posts/index.js';
import { isId } from '../platform/data/object-id.js';
import type { Message } from '../platform/errors.js';
import { networks } from '../sharing/index.js';
import { findPeople, listTeams } from '../people/index.js';
import type { Line } from './metrics.js';
import type { Breakdown } from './question.js';
import { isWord } from '../platform/text/words.js';

export interface NamedLine {
  /** The value of the breakdown: an id, a name, a day; empty when there is none. */
  key: string;
  /** A name that people gave, or a text when there is none. */
  name: string | Message;
  /** The page of the studio about it, or null. */
  href: string | null;
  /** Null when the line is withheld. */
  figures: Line | null;
}

type Name = Pick<NamedLine, 'name'> & Partial<Pick<NamedLine, 'href'>>;

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
  const ids = keys.filter(isId);
  switch (by) {
    case 'day':
      return (day) => ({ name: day });
    case 'level':
      return (level) => ({ name: { key: `common.level-${level}`, values: {} } });
    case 'network':
      return (network) => {
        const label = networks[network as keyof typeof networks]?.label ?? network;
        return { name: isWord(label) ? { key: label, values: {} } : label };
      };
    case 'post': {
      const posts = await findPosts(ids);
      return (id) => {
        const post = posts.get(id);
        return post ? { name: post.title, href: `/studio/posts/${id}` } : { name: word('deleted-post') };
      };
    }
    case 'topic':
      return named(await listTopics(), 'no-topic');
    case 'team':
      return named(await listTeams(), 'no-team');
    case 'advocate': {
      const people = await findPeople(ids);
      return named(people.values(), 'somebody-who-left');
    }
  }
}

const word = (name: string): Message => ({ key: `reports.${name}`, values: {} });

function named(things: Iterable<{ id: string; name: string }>, otherwise: string): (key: string) => Name {
  const names = new Map([...things].map(({ id, name }) => [id, name]));
  return (key) => {
    if (key === 'others') return { name: word(key) };
    return { name: names.get(key) ?? word(otherwise) };
  };
}
