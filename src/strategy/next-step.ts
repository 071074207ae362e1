import type { Funnel } from './read-funnel.js';
import type { FunnelStep } from './step-fields.js';

/** What to add next, under what, and why: the text `strategy.next-<step>` with the title of what it belongs under. */
export interface NextStep {
  step: FunnelStep;
  under: { id: string; title: string } | null;
}

/**
 * The first step that is missing, from the top to the bottom. A goal without a tactic that is behind comes first among
 * those without one. Null when every line is complete.
 * @param behind ids of social goals that are behind
 */
export function nextStep(funnel: Funnel, behind: ReadonlySet<string> = new Set()): NextStep | null {
  const { mission, businessGoals, departmentGoals, insights, goals, tactics } = funnel;
  if (!mission) return { step: 'mission', under: null };
  if (!businessGoals.length) return { step: 'business-goal', under: null };
  /** The first without anything under it. */
  const bare = <T, U extends { id: string }>(
    above: readonly U[],
    under: readonly T[],
    idOf: (one: T) => string,
  ) => {
    const ids = new Set(under.map(idOf));
    return above.find(({ id }) => !ids.has(id));
  };
  const inOrder = [...goals].sort((a, b) => Number(behind.has(b.id)) - Number(behind.has(a.id)));
  const missing: [FunnelStep, { id: string; title: string } | undefined][] = [
    [
      'department-goal',
      bare(
        businessGoals.filter(({ noSocial }) => !noSocial),
        departmentGoals,
        (goal) => goal.businessGoalId,
      ),
    ],
    ['insight', bare(departmentGoals, insights, (insight) => insight.departmentGoalId)],
    ['social-goal', bare(departmentGoals, goals, (goal) => goal.departmentGoalId)],
    ['tactic', bare(inOrder, tactics, (tactic) => tactic.goalId)],
  ];
  // A tactic for a goal that is behind cannot wait until other lines are complete.
  const urgent = missing[3]![1];
  if (urgent && behind.has(urgent.id)) return { step: 'tactic', under: urgent };
  const first = missing.find(([, under]) => under);
  return first ? { step: first[0], under: { id: first[1]!.id, title: first[1]!.title } } : null;
}

/** The ids of all steps in the line of one business goal, upwards and downwards. */
export function lineUnder(funnel: Funnel, businessGoalId: string): Set<string> {
  const line = new Set([businessGoalId]);
  for (const one of funnel.departmentGoals) if (line.has(one.businessGoalId)) line.add(one.id);
  for (const one of funnel.goals)
    if (line.has(one.departmentGoalId)) for (const id of [one.id, ...one.insightIds]) line.add(id);
  for (const one of funnel.insights) if (line.has(one.departmentGoalId)) line.add(one.id);
  for (const one of funnel.tactics) if (line.has(one.goalId)) line.add(one.id);
  return line;
}

/** True when the line of a business goal leads down to a tactic that goes on. */
export function isComplete(funnel: Funnel, businessGoalId: string): boolean {
  const line = lineUnder(funnel, businessGoalId);
  return funnel.tactics.some(({ id }) => line.has(id));
}
