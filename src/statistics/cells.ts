import type { Model, PipelineStage, Types } from 'mongoose';
import { dimensionNames, type DimensionName } from '../links/index.js';

/** What results can be divided by, except people. */
export type Dimension = Exclude<DimensionName, 'advocate'>;
export const cellDimensions = dimensionNames.filter((name): name is Dimension => name !== 'advocate');

/** A part of all results: those with these keys. A key is empty for results without a team or topic. */
export type Cell = Partial<Record<Dimension, string>>;

/**
 * Whose results are counted: those on these days in one cell, optionally outside another cell or with one of these
 * keys.
 */
export interface ContributorQuestion {
  /** First and last day, both included. */
  from: string;
  to: string;
  within: Cell;
  outside?: Cell | undefined;
  among?: { by: Dimension; keys: string[] } | undefined;
  /** The id of an advocate to leave out. */
  except?: string | undefined;
}

/** A line of a breakdown, with the people who have a result in it. */
export interface Contributors {
  key: string;
  /** How many different advocates have a result. */
  advocates: number;
  /** The keys that all their results have in common. */
  common: Cell;
}

/** A collection whose rows hold results, and its fields. */
export interface CellRows {
  model: Pick<Model<unknown>, 'aggregate'>;
  /** The field of each dimension, and of the advocate. */
  paths: Record<DimensionName, string>;
  /** The filter of rows with a result, and the same as an expression. */
  withResult: object;
  isResult: object;
  /** Converts a key to the form in the collection. */
  cast: (path: string, key: string) => unknown;
}

/** The filter of the rows for a question. */
function rowsAbout(
  { paths, cast }: CellRows,
  { from, to, within, outside, among, except }: ContributorQuestion,
) {
  const valueOf = (path: string, key: string) => (key ? cast(path, key) : null);
  const ofCell = (cell: Cell) =>
    Object.entries(cell).map(([by, key]) => {
      const path = paths[by as Dimension];
      return { [path]: valueOf(path, key) };
    });
  const ofLines = among && {
    [paths[among.by]]: { $in: among.keys.map((key) => valueOf(paths[among.by], key)) },
  };
  return {
    $and: [
      { [paths.day]: { $gte: from, $lte: to } },
      ...ofCell(within),
      ...(outside ? [{ $nor: [{ $and: ofCell(outside) }] }] : []),
      ...(ofLines ? [ofLines] : []),
      ...(except ? [{ [paths.advocate]: { $ne: cast(paths.advocate, except) } }] : []),
    ],
  };
}

/** The result of the stages below. */
type ContributorRow = { _id: unknown; advocates: number } & Record<string, unknown>;

/** The stages that count the contributors of each line and find what their results have in common. */
function contributorStages(
  { paths, isResult, cast }: CellRows,
  { by, except }: { by: Dimension; except?: string | undefined },
): PipelineStage.FacetPipelineStage[] {
  const counts = except
    ? { $and: [isResult, { $ne: [`$${paths.advocate}`, cast(paths.advocate, except)] }] }
    : isResult;
  // Rows without a team or topic get the empty key; `null` would be left out.
  const keyOf = (one: Dimension) => ({ $cond: [counts, { $ifNull: [`$${paths[one]}`, ''] }, null] });
  const ends = (of: (one: Dimension, end: string) => unknown) =>
    Object.fromEntries(
      cellDimensions.flatMap((one) => [
        [`${one}First`, { $min: of(one, 'First') }],
        [`${one}Last`, { $max: of(one, 'Last') }],
      ]),
    ) as Record<string, { $min: unknown }>;
  return [
    {
      $group: {
        _id: { key: `$${paths[by]}`, advocate: `$${paths.advocate}` },
        counts: { $max: { $cond: [counts, 1, 0] } },
        ...ends(keyOf),
      },
    },
    {
      $group: { _id: '$_id.key', advocates: { $sum: '$counts' }, ...ends((one, end) => `$${one}${end}`) },
    },
  ];
}

function asContributors(row: ContributorRow): Contributors {
  const text = (value: unknown) => (value as string | Types.ObjectId | null | undefined)?.toString() ?? null;
  const common = cellDimensions.flatMap((one) => {
    const [first, last] = [text(row[`${one}First`]), text(row[`${one}Last`])];
    return first !== null && first === last ? [[one, first] as const] : [];
  });
  return { key: text(row._id) ?? '', advocates: row.advocates, common: Object.fromEntries(common) };
}

/** For each line of a breakdown, how many advocates have a result in it; also lines with nobody. */
export async function contributorsOf(
  rows: CellRows,
  { by, except, ...question }: ContributorQuestion & { by: Dimension },
): Promise<Contributors[]> {
  const lines = await rows.model.aggregate<ContributorRow>([
    { $match: rowsAbout(rows, question) },
    ...contributorStages(rows, { by, except }),
  ]);
  return lines.map(asContributors);
}

/** The ids of advocates with a result: at most `limit` of them. */
export async function listContributorsOf(
  rows: CellRows,
  { limit, ...question }: ContributorQuestion & { limit: number },
): Promise<string[]> {
  const found = await rows.model.aggregate<{ _id: string | Types.ObjectId }>([
    { $match: { $and: [rowsAbout(rows, question), rows.withResult] } },
    { $group: { _id: `$${rows.paths.advocate}` } },
    { $limit: limit },
  ]);
  return found.map(({ _id }) => _id.toString());
}
