import type { PostRecord } from './post.model.js';

/** The fields that advocates share: changing them needs a new approval. */
export const sharedFields = ['title', 'link', 'summary', 'imageUrl', 'suggestedCopy'] as const;

/** The fields that a proposed change of a published post may have. */
const proposedFields = [
  ...sharedFields,
  ...(['language', 'topicId', 'tacticId', 'goalId', 'level', 'audienceTeamIds', 'lastDay'] as const),
] as const;

type Version = Pick<PostRecord, (typeof proposedFields)[number]>;

/** A value as text: ids are strings in a form, and the teams of an audience have no order. */
const comparable = (name: keyof Version, value: unknown): string =>
  JSON.stringify(
    name === 'audienceTeamIds' ? ((value ?? []) as unknown[]).map(String).sort() : (value ?? null),
  );

/** The fields of `after` that differ from those of `before`: what a proposal stores. */
export function differencesOf(before: Partial<Version>, after: object): Partial<Version> {
  const values = after as Partial<Version>;
  const differs = (name: keyof Version) => comparable(name, before[name]) !== comparable(name, values[name]);
  const names = proposedFields.filter((name) => name in after && differs(name));
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** What the proposal of a post would change; nothing if there is none. */
export const proposedChanges = ({ proposed }: Pick<Partial<PostRecord>, 'proposed'>): Partial<Version> =>
  (proposed?.changes ?? {}) as Partial<Version>;

/** A post as it will be when its proposed change is approved; as it is if there is none. */
export const withProposal = <P extends Partial<PostRecord>>(post: P): P => ({
  ...post,
  ...proposedChanges(post),
});

/** The words of one field before and after a change, as one text. */
export interface ChangedWords {
  field: (typeof sharedFields)[number];
  before: string;
  after: string;
}

/** The words that differ between two versions, field by field. */
export function changedWords(before: Partial<Version>, after: Partial<Version>): ChangedWords[] {
  return sharedFields
    .map((field) => ({ field, before: asText(before[field]), after: asText(after[field]) }))
    .filter((words) => words.before !== words.after);
}

const asText = (value: string | string[] | null | undefined): string => [value ?? ''].flat().join('\n\n');

type Entry = NonNullable<PostRecord['history']>[number];

/** The most changes whose words a post stores: its size has a limit. */
const mostWithWords = 50;

/** The history with one more entry. The oldest words go when there are too many. */
export function historyWith(
  history: readonly Entry[],
  entry: { at: Date; by: string | null; action: string; note: string; words: ChangedWords[] },
): Entry[] {
  const { words, ...rest } = entry;
  const all = [...history, { ...rest, ...(words.length && { words }) } as unknown as Entry];
  let surplus = all.filter(({ words }) => words?.length).length - mostWithWords;
  return all.map((each) => {
    if (!each.words?.length || surplus <= 0) return each;
    surplus -= 1;
    const { words: _words, ...withoutWords } = each;
    return withoutWords;
  });
}
