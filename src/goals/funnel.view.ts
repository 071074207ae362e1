import type { Response } from 'express';
import type { Message } from '../platform/errors.js';
import { dayText, enumerationText } from '../platform/text/formats.js';
import { localeIn, say } from '../platform/http/pages.js';
import type { SignedIn } from '../people/index.js';
import {
  isComplete,
  lineUnder,
  steps,
  type Funnel,
  type NextStep,
  type FunnelStep,
} from '../strategy/index.js';
import type { MeasuredGoal } from './measure-goals.js';
import { figureText, goalStateView, nextStepText, roundText } from './state.view.js';

/** How many cards of other lines stand in a row, quiet. */
const mostQuiet = 4;
/** How many cards of the chosen line stand in a row. */
const mostChosen = 24;

interface Seen {
  funnel: Funnel;
  measured: Map<string, MeasuredGoal>;
  /** How many posts tactics have. */
  posts: Map<string, number>;
  actor: SignedIn;
  mayEditAll: boolean;
  today: string;
}

/** The sentence over the page: how many business goals lead down to tactics, and which one does not. */
export function funnelNews(res: Response, funnel: Funnel): string {
  const { mission } = funnel;
  if (!mission) return say(res, 'goals.news-empty');
  if (!funnel.businessGoals.length) return say(res, 'goals.news-mission');
  const businessGoals = funnel.businessGoals.filter(({ noSocial }) => !noSocial);
  if (!businessGoals.length) return say(res, 'goals.news-no-social');
  const open = businessGoals.filter(({ id }) => !isComplete(funnel, id));
  const [count, full] = [businessGoals.length, businessGoals.length - open.length];
  if (!open.length) return say(res, 'goals.news-all', { count });
  const sentence = say(res, full ? 'goals.news-some' : 'goals.news-none', { count, full });
  return open.length === 1 && full
    ? `${sentence} ${say(res, 'goals.news-lacks', { title: open[0]!.title })}`
    : sentence;
}

/** True if this person may add something under a department goal or social goal. */
function mayAddUnder({ funnel, actor, mayEditAll }: Seen, step: FunnelStep, underId: string | null): boolean {
  if (mayEditAll) return true;
  if (step === 'mission' || step === 'business-goal') return false;
  const heads = (departmentGoalId: string | undefined) =>
    funnel.departmentGoals.find(({ id }) => id === departmentGoalId)?.owner?.id === actor.id;
  if (step === 'department-goal') return false;
  const goal = funnel.goals.find(({ id }) => id === underId);
  if (step === 'tactic')
    return heads(goal?.departmentGoalId) || goal?.owner?.id === actor.id || goal?.lead?.id === actor.id;
  return heads(underId ?? undefined);
}

const pathOf = (step: FunnelStep): string => `/strategy/${steps[step].path}`;
const aboveField: Partial<Record<FunnelStep, string>> = {
  'department-goal': 'businessGoalId',
  insight: 'departmentGoalId',
  'social-goal': 'departmentGoalId',
  tactic: 'goalId',
};

/** Where a step is added, under another one. */
const addHref = (step: FunnelStep, under: string | null): string =>
  `${pathOf(step)}/new${under && aboveField[step] ? `?${aboveField[step]}=${under}` : ''}`;

/** What comes next, why, and who can do it. */
export function nextView(res: Response, next: NextStep | null, seen: Seen) {
  if (!next) return null;
  const { step, under } = next;
  const title = under?.title ?? '';
  const goal = seen.funnel.goals.find(({ id }) => id === under?.id);
  const state = under && seen.measured.get(under.id)?.state;
  const isBehind = step === 'tactic' && state?.name === 'behind';
  const why: Message = isBehind
    ? { key: 'goals.next-why-behind', values: { by: roundText(res, Math.abs(state.by ?? 0)) } }
    : { key: `goals.next-why-${step}`, values: { title } };
  return {
    heading: nextStepText(res, next),
    why: say(res, why),
    who: goal?.owner ? say(res, 'goals.owned-by', { name: goal.owner.name }) : '',
    href: mayAddUnder(seen, step, under?.id ?? null) ? addHref(step, under?.id ?? null) : '',
    action: say(res, `strategy.new-${step}`),
  };
}

interface Card {
  id: string;
  href: string;
  title: string;
  notes: string[];
  /** What is wrong with it. */
  warnings: string[];
  state: ReturnType<typeof goalStateView> | null;
  isChosen: boolean;
  /** It belongs to another line than the chosen one. */
  isQuiet: boolean;
}

/** Those that stand in a row: of the chosen line, then some of others. Null: all lines are chosen. */
export function shownOf<T extends { id: string }>(all: readonly T[], line: ReadonlySet<string> | null): T[] {
  const inLine = all.filter(({ id }) => !line || line.has(id));
  const others = all.filter(({ id }) => line && !line.has(id));
  return [...inLine.slice(0, mostChosen), ...others.slice(0, mostQuiet)];
}

/**
 * The rows of the funnel from the top to the bottom, with the chosen line before others.
 * @param of.chosen the business goal whose line it is; null: all lines
 * @param of.next the step that is added next; null: none is missing
 */
export function funnelRows(
  res: Response,
  { chosen, next }: { chosen: string | null; next: FunnelStep | null },
  seen: Seen,
) {
  const { funnel, measured, posts } = seen;
  const line = chosen ? lineUnder(funnel, chosen) : null;
  const locale = localeIn(res);
  const day = (one: string) => dayText(locale, one);
  const vacant = say(res, 'goals.needs-owner');
  const word = (key: string, values?: Record<string, unknown>) => say(res, `goals.${key}`, values);
  const card = (
    step: FunnelStep,
    { id, title }: { id: string; title: string },
    rest: Partial<Card>,
  ): Card => ({
    id,
    href: `${pathOf(step)}/${id}`,
    title,
    notes: [],
    warnings: [],
    state: null,
    isChosen: !!line?.has(id),
    isQuiet: !!line && !line.has(id),
    ...rest,
  });
  const stateOfGoal = (id: string) => {
    const state = measured.get(id)?.state;
    return state ? goalStateView(res, state) : null;
  };
  const present = (values: (string | false | null | undefined)[]) =>
    values.filter((one) => !!one) as string[];
  const cards: Record<Exclude<FunnelStep, 'mission' | 'partner'>, Card[]> = {
    'business-goal': funnel.businessGoals.map((one) =>
      card('business-goal', one, {
        notes: present([String(one.year), one.noSocial && word('no-social')]),
      }),
    ),
    'department-goal': funnel.departmentGoals.map((one) =>
      card('department-goal', one, {
        notes: [present([one.team, one.owner?.name]).join(' · ')],
        warnings: present([!one.owner && vacant, one.isTeamEnded && word('team-ended')]),
      }),
    ),
    insight: funnel.insights.map((one) =>
      card('insight', one, {
        notes: [word('insight-note', { evidence: firstLine(one.evidence), found: day(one.foundOn) })],
        warnings: present([
          one.checkAgainOn < seen.today && word('check-again-due', { day: day(one.checkAgainOn) }),
        ]),
      }),
    ),
    'social-goal': funnel.goals.map((one) => {
      const found = measured.get(one.id);
      const value = found?.state.value;
      return card('social-goal', one, {
        state: stateOfGoal(one.id),
        notes: present([
          found && typeof value === 'number'
            ? word('so-far', { value: figureText(res, value), target: figureText(res, found.goal.target) })
            : '',
          one.owner?.name,
        ]),
        warnings: present([!one.owner && vacant]),
      });
    }),
    tactic: funnel.tactics.map((one) =>
      card('tactic', one, {
        notes: [
          say(res, `strategy.kind-${one.kind}`),
          word('posts', { count: posts.get(one.id) ?? 0 }),
          word('should-bring', {
            expected: figureText(res, one.expected),
            metric: say(res, `strategy.metric-${one.metric}`),
            day: day(one.expectedBy),
          }),
        ],
        warnings: present([one.isWithdrawn && word('message-withdrawn')]),
      }),
    ),
  };
  const above: Partial<Record<FunnelStep, { id: string }[]>> = {
    'department-goal': funnel.businessGoals,
    insight: funnel.departmentGoals,
    'social-goal': funnel.departmentGoals.filter(({ id }) =>
      funnel.insights.some(({ departmentGoalId }) => departmentGoalId === id),
    ),
    tactic: funnel.goals,
  };
  return (Object.keys(cards) as (keyof typeof cards)[]).map((step, n) => {
    const all = cards[step];
    const shown = shownOf(all, line);
    const parents = (above[step] ?? []).filter(({ id }) => !line || line.has(id));
    const parent = parents.find(({ id }) => mayAddUnder(seen, step, id));
    const mayAdd = step === 'business-goal' ? !!funnel.mission && seen.mayEditAll : !!parent;
    const isReady = step === 'business-goal' ? !!funnel.mission : parents.length > 0;
    return {
      step,
      number: n + 2,
      heading: word(`row-${step}`),
      about: word(`row-${step}-about`),
      cards: shown,
      more: all.length - shown.length,
      add: mayAdd ? addHref(step, parents.length === 1 ? parent!.id : null) : '',
      addLabel: say(res, `strategy.new-${step}`),
      isNext: step === next || !all.length,
      waits: !all.length && !isReady ? word(`waits-${step}`) : '',
      nothing: all.length && line && !all.some(({ id }) => line.has(id)) ? word('nothing-in-line') : '',
      isEmpty: !all.length,
    };
  });
}

const firstLine = (text: string): string => {
  const line = text.split('\n')[0]!;
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
};

/** The sponsor as the row of the mission names them. */
export const sponsorText = (res: Response, funnel: Funnel): string =>
  enumerationText(localeIn(res), [funnel.mission?.sponsor?.name ?? say(res, 'goals.needs-owner')]);
