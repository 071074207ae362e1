/** People who were alike at the end of the month before and are alike now. */
export interface FlowRow {
  /** Their team at the end of the month before; null: none, or they did not belong to the organization. */
  fromTeam: string | null;
  toTeam: string | null;
  wasRegular: boolean;
  isRegular: boolean;
  /** They were a regular at some time before. */
  wasEver: boolean;
  isMember: boolean;
  people: number;
}

/** How the regulars of a group became those at the end of a month. */
export interface Baseline {
  before: number;
  /** They were never a regular before. */
  isNew: number;
  returned: number;
  movedIn: number;
  lapsed: number;
  /** They left the organization, which is not lapsing. */
  left: number;
  movedOut: number;
  now: number;
}

/** What a row is for a group of teams; undefined when it is nothing. */
type Flow = Exclude<keyof Baseline, 'before' | 'now'> | 'stayed';

function flowOf(row: FlowRow, isIn: (teamId: string | null) => boolean): Flow | undefined {
  const [was, is] = [row.wasRegular && isIn(row.fromTeam), row.isRegular && isIn(row.toTeam)];
  if (was && is) return 'stayed';
  if (is) return row.wasRegular ? 'movedIn' : row.wasEver ? 'returned' : 'isNew';
  if (was) return row.isRegular ? 'movedOut' : row.isMember ? 'lapsed' : 'left';
  return undefined;
}

const none: Baseline = {
  ...{ before: 0, isNew: 0, returned: 0, movedIn: 0 },
  ...{ lapsed: 0, left: 0, movedOut: 0, now: 0 },
};

/**
 * The baseline of a group of teams, or of all. Always: before + new + returned + moved in − lapsed − left − moved out
 * = now.
 */
export function baselineOf(rows: FlowRow[], teamIds?: ReadonlySet<string | null>): Baseline {
  const isIn = (teamId: string | null) => !teamIds || teamIds.has(teamId);
  const sum = { ...none };
  for (const row of rows) {
    const flow = flowOf(row, isIn);
    if (!flow) continue;
    if (flow !== 'stayed') sum[flow] += row.people;
    if (flow === 'stayed' || flow === 'lapsed' || flow === 'left' || flow === 'movedOut')
      sum.before += row.people;
    if (flow !== 'lapsed' && flow !== 'left' && flow !== 'movedOut') sum.now += row.people;
  }
  return sum;
}

/** How many became part of the baseline. */
export const gainsOf = ({ isNew, returned, movedIn }: Baseline): number => isNew + returned + movedIn;

/** How many were part of it and are no more. */
export const lossesOf = ({ lapsed, left, movedOut }: Baseline): number => lapsed + left + movedOut;
