import { z } from 'zod';
import { idField } from '../platform/data/object-id.js';

/** Whose voice a post is in. */
export const levels = ['industry', 'corporate', 'individual'] as const;
export type Level = (typeof levels)[number];

/** Something that results are divided by. */
interface DimensionRow {
  /** The label of links and daily rows with its keys, and the field of a share. Null: a field of each row itself. */
  label: string | null;
  /** What its key comes from: the sharing or the post, as they are when the link is made; or the day of the result. */
  from: 'sharing' | 'post' | 'day';
  /** The form of its keys. A list has all of them. */
  keys: 'ids' | 'words' | 'days' | readonly string[];
  /** Every result has a key. Of other dimensions, the key may be missing: null on rows, empty in reports. */
  isRequired: boolean;
  /** A report can be limited to one of its keys. */
  isFilter: boolean;
  /** Its lines are people or groups of them: closed when the organization shows totals only. */
  isAboutPeople: boolean;
}

const result = { isRequired: true, isFilter: false, isAboutPeople: false } as const;
const groupOfPeople = { isRequired: false, isFilter: true, isAboutPeople: true } as const;

/**
 * All dimensions, in the order in which reports offer them; the name is also the parameter in the address of a
 * report. How keys are named is in src/reports/dimension-names.ts. See docs/develop/add-a-dimension.md.
 */
export const dimensions = {
  post: { ...result, label: 'postId', from: 'sharing', keys: 'ids' },
  network: { ...result, label: 'network', from: 'sharing', keys: 'words', isFilter: true },
  topic: { ...result, label: 'topicId', from: 'post', keys: 'ids', isRequired: false, isFilter: true },
  campaign: { ...result, label: 'campaign', from: 'post', keys: 'words', isRequired: false },
  level: { ...result, label: 'level', from: 'post', keys: levels, isFilter: true },
  team: { ...groupOfPeople, label: 'teamId', from: 'sharing', keys: 'ids' },
  location: { ...groupOfPeople, label: 'locationId', from: 'sharing', keys: 'ids' },
  advocate: { ...result, label: 'advocateId', from: 'sharing', keys: 'ids', isAboutPeople: true },
  day: { ...result, label: null, from: 'day', keys: 'days' },
} as const satisfies Record<string, DimensionRow>;

type Rows = typeof dimensions;
export type DimensionName = keyof Rows;
export const dimensionNames = Object.keys(dimensions) as DimensionName[];

/** A dimension whose key is a label of links. */
type Labelled = { [D in DimensionName]: Rows[D]['label'] extends string ? D : never }[DimensionName];
type KeyOf<D extends DimensionName> = Rows[D]['keys'] extends readonly (infer K)[] ? K : string;

/** Whose link this is and what it is for. Copied into each statistic, so that reports need no other collection. */
export type Labels = {
  [D in Labelled as Rows[D]['label']]: Rows[D]['isRequired'] extends true ? KeyOf<D> : KeyOf<D> | null;
};

/** The labels, and what is known of each. */
const labelled = dimensionNames.flatMap((name) => {
  const { label, ...row }: DimensionRow = dimensions[name];
  return label ? [{ label, ...row }] : [];
});

interface Key {
  toString(): string;
}
/** Anything with labels. Those that may be missing may also be left out. */
export type LabelSource = { [L in keyof Labels as null extends Labels[L] ? never : L]: Key } & {
  [L in keyof Labels as null extends Labels[L] ? L : never]?: Key | null | undefined;
};

/** The labels of a share, a link or a daily row, and nothing else of it: ids as text, null for what is missing. */
export const copyLabels = (source: LabelSource) =>
  Object.fromEntries(
    labelled.map(({ label }) => [label, source[label as keyof Labels]?.toString() ?? null]),
  ) as Labels;

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

type Fields<Id> = {
  [D in Labelled as Rows[D]['label']]: (Rows[D]['keys'] extends readonly string[]
    ? { type: StringConstructor; enum: Rows[D]['keys'] }
    : { type: Rows[D]['keys'] extends 'ids' ? Id : StringConstructor }) &
    (Rows[D]['isRequired'] extends true ? { required: true } : { default: null });
};

/** The fields of a schema with all labels, whose ids have the type `id`. */
export const labelFields = <Id>(id: Id): Fields<Id> =>
  Object.fromEntries(
    labelled.map(({ label, keys, isRequired }) => [
      label,
      {
        type: keys === 'ids' ? id : String,
        ...(isRequired ? { required: true } : { default: null }),
        ...(typeof keys === 'object' && { enum: keys }),
      },
    ]),
  ) as Fields<Id>;

const word = z.string().regex(/^[a-z0-9._-]{1,100}$/);

/** How a key in the address of a report is read. */
export function keySchema(name: DimensionName): z.ZodType<string> {
  const { keys }: DimensionRow = dimensions[name];
  if (typeof keys === 'object') return z.enum(keys as readonly [string, ...string[]]);
  return { ids: idField(), words: word, days: z.iso.date() }[keys];
}
