import type { OrganizationView } from '../organization/index.js';
import type { Person } from '../users/index.js';
import type { Breakdown } from './question.js';
import { breakdowns } from './question.js';

/** A team is shown by itself from this many people on, so that no line points at one person. */
export const smallestTeam = 5;

type Visibility = OrganizationView['visibility'];

/** What may be asked for: results by advocate and by team only as far as the organization's setting lets them. */
export function openBreakdowns(visibility: Visibility): Breakdown[] {
  return breakdowns.filter((by) => visibility !== 'aggregate-only' || (by !== 'advocate' && by !== 'team'));
}

/** Whose line this reader may see by name. Everybody else's is added up in one. */
export function seesAdvocate(visibility: Visibility, readerId: string, advocateId: string): boolean {
  return visibility === 'individual' || (visibility === 'own-only' && readerId === advocateId);
}

/** The teams that may be shown by themselves; the smallest are added up. All of them where individuals are shown. */
export function visibleTeams(visibility: Visibility, people: Iterable<Person>): (teamId: string) => boolean {
  if (visibility === 'individual') return () => true;
  if (visibility === 'aggregate-only') return () => false;
  const sizes = new Map<string, number>();
  // Who is in no team counts as one more team.
  for (const { teamId } of people) sizes.set(teamId ?? '', (sizes.get(teamId ?? '') ?? 0) + 1);
  const hidden = new Set<string>();
  let hiddenPeople = 0;
  for (const [teamId, size] of [...sizes].sort(([, a], [, b]) => a - b)) {
    // What is added up must be five people too: the next larger team joins when it isn't.
    if (size >= smallestTeam && (hiddenPeople === 0 || hiddenPeople >= smallestTeam)) break;
    hidden.add(teamId);
    hiddenPeople += size;
  }
  return (teamId) => sizes.has(teamId) && !hidden.has(teamId);
}
