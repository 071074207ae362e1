import type { HeadCounts } from '../participation/index.js';
import type { ResultFigures } from '../published-results/index.js';

/** Teams that stand together, with what they brought for each of their regulars. */
export interface TeamLine {
  /** Empty for those who are in no team. */
  teamIds: string[];
  perRegular: number;
}

/**
 * What teams brought for each of their regulars, most first. It rests on numbers that are published each by itself, so
 * that it says nothing new: where results and regulars are published of other groups of teams, the groups are joined.
 */
export function teamLines(
  results: readonly { keys: string[]; figures: ResultFigures }[],
  { columns, groups }: HeadCounts,
): TeamLine[] {
  const isRegularsAlone = columns[0]?.join() === 'regular';
  if (!isRegularsAlone) return [];
  interface Joined {
    teamIds: Set<string>;
    visitors: number | null;
    regulars: number;
  }
  const parts: Joined[] = [
    ...results.map(({ keys, figures }) => ({
      teamIds: new Set(keys),
      visitors: (figures.visitors ?? 0) as number,
      regulars: 0,
    })),
    ...groups.map(({ teamIds, counts }) => ({
      teamIds: new Set(teamIds.map((id) => id ?? '')),
      visitors: null,
      regulars: counts[0]!,
    })),
  ];
  let joined: Joined[] = [];
  for (const part of parts) {
    const together = joined.filter(({ teamIds }) => [...part.teamIds].some((id) => teamIds.has(id)));
    joined = joined.filter((one) => !together.includes(one));
    joined.push(
      together.reduce(
        (sum, one) => ({
          teamIds: new Set([...sum.teamIds, ...one.teamIds]),
          visitors: one.visitors === null ? sum.visitors : (sum.visitors ?? 0) + one.visitors,
          regulars: sum.regulars + one.regulars,
        }),
        part,
      ),
    );
  }
  return joined
    .flatMap(({ teamIds, visitors, regulars }) =>
      visitors === null || !regulars
        ? []
        : [{ teamIds: [...teamIds].sort(), perRegular: visitors / regulars }],
    )
    .sort((a, b) => b.perRegular - a.perRegular || (a.teamIds.join() < b.teamIds.join() ? -1 : 1));
}
