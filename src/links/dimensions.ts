import { z } from 'zod';
import { idField } from '../platform/data/object-id.js';

/** Whose voice a post is in. */
export const levels = ['industry', 'corporate', 'individual'] as const;
export type Level = (typeof levels)[number];

/** Something that results are divided by. */
interface DimensionRow {
  /** The label of daily rows with its keys, and the field of a share. Null: a field of each row itself. */
  label: string | null;
  /**
   * Where its key comes from. `sharing`: fixed when the link is made. `post`: the field of the post with the name of
   * the label; results move when the post changes. `day`: the day of the result.
   */
  from: 'sharing' | 'post' | 'day';
  /** The form of its keys. A list has all of them. */
  keys: 'ids' | 'words' | 'days' | readonly string[];
  /** Every result has a key. Of other dimensions, the key may be missing: null on rows, empty in reports. */
  isRequired: boolean;
  /** A report can be limited to one of its keys. */
  isFilter: boolean;
  /** Its lines are people or groups of them: a report says next to them who may see them. */
  isAboutPeople: boolean;
  /** Daily rows have an index for results with one of its keys. */
  isIndexed: boolean;
}

const result = { isRequired: true, isFilter: false, isAboutPeople: false, isIndexed: false } as const;
const groupOfPeople = { isRequired: false, isFilter: true, isAboutPeople: true, isIndexed: true } as const;

/**
 * All dimensions, in the order in which reports offer them; the name is also the parameter in the address of a
 * report. How keys are named is in src/reports/dimension-names.ts. See docs/develop/add-a-dimension.md.
 */
export const dimensions = {
  post: { ...result, label: 'postId', from: 'sharing', keys: 'ids' },
  network: { ...result, label: 'network', from: 'sharing', keys: 'words', isFilter: true },
  topic: { ...result, label: 'topicId', from: 'post', keys: 'ids', isRequired: false, isFilter: true },
  goal: { ...result, label: 'goalId', from: 'post', keys: 'ids', isRequired: false, isFilter: true },
  tactic: { ...result, label: 'tacticId', from: 'post', keys: 'ids', isRequired: false },
  campaign: { ...result, label: 'campaign', from: 'sharing', keys: 'words', isRequired: false },
  level: { ...result, label: 'level', from: 'post', keys: levels, isFilter: true },
  team: { ...groupOfPeople, label: 'teamId', from: 'sharing', keys: 'ids' },
  location: { ...groupOfPeople, label: 'locationId', from: 'sharing', keys: 'ids' },
  advocate: {
    ...result,
    label: 'advocateId',
    from: 'sharing',
    keys: 'ids',
    isAboutPeople: true,
    isIndexed: true,
  },
  day: { ...result, label: null, from: 'day', keys: 'days' },
} as const satisfies Record<string, DimensionRow>;

type Rows = typeof dimensions;
export type DimensionName = keyof Rows;
export const dimensionNames = Object.keys(dimensions) as DimensionName[];

/** A dimension whose key is a label. */
type Labelled<From> = {
  [D in DimensionName]: Rows[D] extends { label: string; from: From } ? D : never;
}[DimensionName];
type KeyOf<D extends DimensionName> = Rows[D]['keys'] extends readonly (infer K)[] ? K : string;
type LabelsFrom<From> = {
  [D in Labelled<From> as Rows[D]['label'] & string]: Rows[D]['isRequired'] extends true
    ? KeyOf<D>
    : KeyOf<D> | null;
};

/** Who shared what where: fixed when the link is made. */
export type SharingLabels = LabelsFrom<'sharing'>;
/** Where a post belongs. */
export type PostLabels = LabelsFrom<'post'>;
/** The labels of a share or daily row, so that reports need no other collection. */
export type Labels = SharingLabels & PostLabels;

/** The labels, and what is known of each. */
const labelled = dimensionNames.flatMap((name) => {
  const { label, ...row }: DimensionRow = dimensions[name];
  return label ? [{ label, ...row }] : [];
});

/** The names of the labels that come from the post. */
export const postLabelNames = labelled
  .filter(({ from }) => from === 'post')
  .map(({ label }) => label as keyof PostLabels);

interface Key {
  toString(): string;
}
type Keys<L> = { [N in keyof L as null extends L[N] ? never : N]: Key } & {
  [N in keyof L as null extends L[N] ? N : never]?: Key | null | undefined;
};

/** Anything with the labels of a sharing. Those that may be missing may also be left out. */
export type SharingSource = Keys<SharingLabels>;
/** Anything with the labels of a post. */
export type PostSource = Keys<PostLabels>;

const copy = (source: object, from: readonly DimensionRow['from'][]): object =>
  Object.fromEntries(
    labelled
      .filter((row) => from.includes(row.from))
      .map(({ label }) => [label, (source as Record<string, Key | null>)[label]?.toString() ?? null]),
  );

/** The labels that come from the sharing, and nothing else of it: ids as text, null for what is missing. */
export const sharingLabels = (source: SharingSource) => copy(source, ['sharing']) as SharingLabels;

/** The labels that come from the post. */
export const postLabels = (source: PostSource) => copy(source, ['post']) as PostLabels;

/** All labels of a share or daily row. Of a post that is gone, nothing is known. */
export const copyLabels = (source: SharingSource & { [N in keyof PostLabels]?: Key | null | undefined }) =>
  copy(source, ['sharing', 'post']) as Labels;

/** The labels of results with these keys. */
export const labelsWithKeys = (keys: Partial<Record<DimensionName, string>>): Partial<Labels> =>
  Object.fromEntries(
    Object.entries(keys).map(([name, key]) => [dimensions[name as DimensionName].label, key]),
  ) as Partial<Labels>;

/** The path of each dimension in rows whose labels are in the field `within`, or in the rows themselves. */
export const pathsOfDimensions = (within = ''): Record<DimensionName, string> =>
  Object.fromEntries(
    dimensionNames.map((name) => [name, dimensions[name].label ? within + dimensions[name].label : name]),
  ) as Record<DimensionName, string>;

type Fields<Id, From> = {
  [D in Labelled<From> as Rows[D]['label'] & string]: (Rows[D]['keys'] extends readonly string[]
    ? { type: StringConstructor; enum: (Rows[D]['keys'][number] | null)[] }
    : { type: Rows[D]['keys'] extends 'ids' ? Id : StringConstructor }) &
    (Rows[D] extends { from: 'sharing'; isRequired: true } ? { required: true } : { default: null });
};

/** The fields of a schema with the labels from there, whose ids have the type `id`. */
export const labelFields = <Id, From extends 'sharing' | 'post'>(id: Id, ...from: From[]): Fields<Id, From> =>
  Object.fromEntries(
    labelled
      .filter((row) => from.some((one) => one === row.from))
      .map(({ label, keys, isRequired, from: source }) => [
        label,
        {
          type: keys === 'ids' ? id : String,
          // The post may be gone.
          ...(isRequired && source === 'sharing' ? { required: true } : { default: null }),
          ...(typeof keys === 'object' && { enum: [...keys, null] }),
        },
      ]),
  ) as unknown as Fields<Id, From>;

const word = z.string().regex(/^[a-z0-9._-]{1,100}$/);

/** The paths of labels that daily rows have an index for. */
export const indexedPaths = (within: string): string[] =>
  labelled.filter(({ isIndexed }) => isIndexed).map(({ label }) => within + label);

/** How a key in the address of a report is read. */
export function keySchema(name: DimensionName): z.ZodType<string> {
  const { keys }: DimensionRow = dimensions[name];
  if (typeof keys === 'object') return z.enum(keys as readonly [string, ...string[]]);
  return { ids: idField(), words: word, days: z.iso.date() }[keys];
}
