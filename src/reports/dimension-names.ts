import { levels, type DimensionName } from '../links/index.js';
import { findPeople, listLocations, listTeams } from '../people/index.js';
import { isId } from '../platform/data/object-id.js';
import type { Message } from '../platform/errors.js';
import { isWord } from '../platform/text/words.js';
import { findPosts, listTopics, type TopicView } from '../posts/index.js';
import { findTactics, readFunnel } from '../strategy/index.js';
import { networks } from '../sharing/index.js';

export interface NamedKey {
  key: string;
  /** A name that people gave, or a text. */
  name: string | Message;
  /** The page of the studio about it. */
  href?: string;
  /** Of its swatch, for a topic. */
  colour?: TopicView['colour'];
}

/** How the keys of a dimension are named. Its other texts are listed in docs/develop/add-a-dimension.md. */
interface DimensionNames {
  /** All keys with their names, which a filter offers. */
  list?: () => Promise<NamedKey[]>;
  /** The names of these keys, where there are too many to list. */
  find?: (keys: string[]) => Promise<NamedKey[]>;
  /** The text `reports.<nameless>` for keys without a name. Missing: such keys stand for themselves. */
  nameless?: string;
}

const byId = (things: Iterable<{ id: string; name: string }>): NamedKey[] =>
  [...things].map(({ id, name }) => ({ key: id, name }));

const word = (key: string): Message => ({ key, values: {} });

/** Names are read when a report is: posts, teams and people may have been renamed or deleted. */
export const dimensionNamings: Record<DimensionName, DimensionNames> = {
  post: {
    find: async (ids) =>
      [...(await findPosts(ids.filter(isId)))].map(([key, { title }]) => ({
        key,
        name: title,
        href: `/studio/posts/${key}`,
      })),
    nameless: 'deleted-post',
  },
  network: {
    list: () =>
      Promise.resolve(
        Object.entries(networks).map(([key, { label }]) => ({
          key,
          name: isWord(label) ? word(label) : label,
        })),
      ),
  },
  topic: {
    list: async () => (await listTopics()).map(({ id, name, colour }) => ({ key: id, name, colour })),
    nameless: 'no-topic',
  },
  goal: {
    list: async () => (await readFunnel()).goals.map(({ id, title }) => ({ key: id, name: title })),
    nameless: 'no-goal',
  },
  tactic: {
    find: async (ids) =>
      [...(await findTactics(ids)).values()].map(({ id, title }) => ({
        key: id,
        name: title,
        href: `/strategy/tactics/${id}`,
      })),
    nameless: 'no-tactic',
  },
  campaign: {
    find: (keys) => Promise.resolve(keys.flatMap((key) => (key ? { key, name: key } : []))),
    nameless: 'no-campaign',
  },
  level: {
    list: () => Promise.resolve(levels.map((key) => ({ key, name: word(`common.level-${key}`) }))),
  },
  team: { list: async () => byId(await listTeams()), nameless: 'no-team' },
  location: { list: async () => byId(await listLocations()), nameless: 'no-location' },
  advocate: {
    find: async (ids) => byId((await findPeople(ids.filter(isId))).values()),
    nameless: 'somebody-who-left',
  },
  day: {},
};
