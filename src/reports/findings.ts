import { addDays, daysBetween } from '../platform/text/days.js';

/** The rules of what to do next, in the order in which they come. */
export const findingRules = [
  'behind-without-tactic',
  'needs-owner',
  'no-figure',
  'overdue-check-in',
  'tactic-without-posts',
  'empty-cell',
  'insight-due',
  'partner-due',
  'partner-silent',
] as const;
export type FindingRule = (typeof findingRules)[number];

/** How many findings a page shows at most. */
export const mostFindings = 3;
/** For how many days a partner may be silent. */
export const silentDays = 90;
/** For how many days a tactic may be without a new post. */
export const quietDays = 28;

interface Thing {
  id: string;
  title: string;
}

/** What the rules are about, of a day. */
export interface FindingFacts {
  today: string;
  goals: readonly (Thing & {
    from: string;
    state: string;
    /** How far it is from what is expected; null when nothing is. */
    by: number | null;
    /** That distance as a part of the way from start to target. */
    part: number;
    /** The last day that is known. */
    until: string | null;
    owner: string | null;
    /** For how many days a check-in is overdue. */
    overdue: number;
  })[];
  tactics: readonly (Thing & {
    goalId: string;
    /** Its key message is withdrawn, so that nothing new rests on it. */
    isWithdrawn: boolean;
    /** The day on which a post of it was last published; null: none was. */
    lastPost: string | null;
  })[];
  /** Themes and voices of the last closed quarter in which nothing was offered. */
  emptyCells: readonly { topic: string; level: string }[];
  insights: readonly (Thing & { checkAgainOn: string; owner: string | null })[];
  /** `heardOn`: the last day on which we were in touch, or their feed brought something. */
  partners: readonly (Thing & { askAgainOn: string; heardOn: string; owner: string | null })[];
}

/** One thing to do next. Its text is `reports.finding-<rule>`. */
export interface Finding {
  rule: FindingRule;
  /** What it is about: a goal, tactic, insight or partner by its id, or a theme by its name. */
  about: Thing;
  /** A second name in its text: the voice that is missing. */
  level?: string;
  /** The number or day behind it. */
  count?: number | null;
  day?: string | null;
  /** Who can do something about it; null: nobody is named. */
  owner: string | null;
}

/** What each rule finds, the most urgent first. */
const find: Record<FindingRule, (facts: FindingFacts) => Finding[]> = {
  'behind-without-tactic': ({ goals, tactics }) => {
    const served = new Set(tactics.filter(({ isWithdrawn }) => !isWithdrawn).map(({ goalId }) => goalId));
    return goals
      .filter(({ id, state }) => state === 'behind' && !served.has(id))
      .sort((a, b) => b.part - a.part)
      .map((goal) =>
        of('behind-without-tactic', goal, { count: goal.by === null ? null : Math.abs(goal.by) }),
      );
  },
  'needs-owner': ({ goals }) =>
    goals.filter(({ owner }) => owner === null).map((goal) => of('needs-owner', goal)),
  'no-figure': ({ goals }) =>
    goals
      .filter(({ state }) => state === 'no-figure')
      .sort((a, b) => compare(a.until ?? '', b.until ?? ''))
      .map((goal) => of('no-figure', goal, { day: goal.until })),
  'overdue-check-in': ({ goals }) =>
    goals
      .filter(({ overdue }) => overdue > 0)
      .sort((a, b) => b.overdue - a.overdue)
      .map((goal) => of('overdue-check-in', goal, { count: goal.overdue })),
  'tactic-without-posts': ({ today, goals, tactics }) => {
    const since = addDays(today, -quietDays);
    const byId = new Map(goals.map((goal) => [goal.id, goal]));
    return tactics
      .filter(({ goalId, isWithdrawn, lastPost }) => {
        const from = byId.get(goalId)?.from;
        return !isWithdrawn && from !== undefined && from <= since && (lastPost ?? '') < since;
      })
      .sort((a, b) => compare(a.lastPost ?? '', b.lastPost ?? ''))
      .map(({ goalId, lastPost, ...tactic }) =>
        of('tactic-without-posts', { ...tactic, owner: byId.get(goalId)!.owner }, { day: lastPost }),
      );
  },
  'empty-cell': ({ emptyCells }) =>
    emptyCells.map(({ topic, level }) =>
      of('empty-cell', { id: `${topic} ${level}`, title: topic, owner: null }, { level }),
    ),
  'insight-due': ({ today, insights }) =>
    insights
      .filter(({ checkAgainOn }) => daysBetween(checkAgainOn, today) > 0)
      .sort((a, b) => compare(a.checkAgainOn, b.checkAgainOn))
      .map((insight) => of('insight-due', insight, { day: insight.checkAgainOn })),
  'partner-due': ({ today, partners }) =>
    partners
      .filter(({ askAgainOn }) => askAgainOn < today)
      .sort((a, b) => compare(a.askAgainOn, b.askAgainOn))
      .map((partner) => of('partner-due', partner, { day: partner.askAgainOn })),
  'partner-silent': ({ today, partners }) =>
    partners
      .filter(({ heardOn }) => daysBetween(heardOn, today) > silentDays)
      .sort((a, b) => compare(a.heardOn, b.heardOn))
      .map((partner) => of('partner-silent', partner, { day: partner.heardOn })),
};

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const of = (
  rule: FindingRule,
  { id, title, owner }: Thing & { owner: string | null },
  more: Pick<Finding, 'count' | 'day' | 'level'> = {},
): Finding => ({ rule, about: { id, title }, owner, ...more });

/**
 * What to do next: the most urgent of each rule in the order of rules, then the second of each, and so on. Each thing is
 * named once, by the first rule that found it.
 */
export function findingsOf(facts: FindingFacts, most = mostFindings): Finding[] {
  const named = new Set<string>();
  const byRule = findingRules.map((rule) =>
    find[rule](facts).filter(({ about: { id } }) => !named.has(id) && named.add(id)),
  );
  const rounds = Math.max(...byRule.map((found) => found.length));
  return Array.from({ length: rounds }, (_, round) => byRule.flatMap((found) => found[round] ?? []))
    .flat()
    .slice(0, most);
}
