import type { InferSchemaType, Types } from 'mongoose';
import type { Team } from './user.model.js';

/** A team as other features see it. */
export interface TeamView {
  id: string;
  name: string;
  revision: number;
  /** Its head as stored; see `findHeads`. Null: vacant. */
  headId: string | null;
  /** Since when it has ended; null while it goes on, or while its people move. */
  endedAt: Date | null;
  /** The team that it was merged into. */
  mergedInto: string | null;
}

type StoredTeam = InferSchemaType<(typeof Team)['schema']> & { _id: Types.ObjectId };

/** A team document as the `TeamView` that other features see. */
export const asTeam = (team: StoredTeam): TeamView => ({
  id: team._id.toString(),
  name: team.name,
  revision: team.revision ?? 0,
  headId: team.headId?.toString() ?? null,
  endedAt: team.endedAt ?? null,
  mergedInto: team.mergedInto?.toString() ?? null,
});

/** True for a team that people and posts can be given. */
export const isOpen = ({ endedAt, mergedInto }: Pick<TeamView, 'endedAt' | 'mergedInto'>): boolean =>
  !endedAt && !mergedInto;

/** The teams that a form offers: open ones, and those that what it edits has already. */
export const offeredTeams = <T extends Pick<TeamView, 'id' | 'endedAt' | 'mergedInto'>>(
  teams: T[],
  present: readonly string[] = [],
): T[] => teams.filter((team) => isOpen(team) || present.includes(team.id));

/** The team where a merged one leads, after any number of merges; null when they lead in a circle. */
export function teamAfterMerges(
  teams: ReadonlyMap<string, Pick<TeamView, 'mergedInto'>>,
  teamId: string,
): string | null {
  const passed = new Set<string>();
  let at = teamId;
  for (;;) {
    if (passed.has(at)) return null;
    passed.add(at);
    const next = teams.get(at)?.mergedInto;
    if (!next) return at;
    at = next;
  }
}
