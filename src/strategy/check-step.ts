import { organizationTimeZone } from '../organization/index.js';
import { isOpen, listTeams } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { InvalidInput, type Message } from '../platform/errors.js';
import { addDays, daysBetween } from '../platform/text/days.js';
import type { Services } from '../services.js';
import { metricOf } from './metrics.js';
import { personByAddress } from './responsible.js';
import { plainDay, plainNumber, type StepFields, type FunnelStep } from './step-fields.js';
import { Insight } from './strategy.model.js';
import { stepsOf } from './steps.js';

/** How long a goal may take, in days, and how far ahead it may begin. */
export const periodOfGoal = { least: 7, most: 1_096, ahead: 731 };

type Problems = Record<string, Message>;
type Values = Record<string, unknown>;

/** The person named in each field, and where their id is stored. */
const peopleFields: Record<string, string> = {
  ...{ sponsor: 'sponsorId', owner: 'ownerId', lead: 'leadId', contact: 'contactId' },
};

/**
 * Checks what needs the database or several fields at once, and returns what is stored.
 * @param before the step as it is stored, when it is changed: what it has already can stay
 * @throws InvalidInput with a message for each field
 */
export async function checkStep<S extends FunnelStep>(
  services: Services,
  step: S,
  fields: StepFields<S>,
  before: Values | null,
): Promise<Values> {
  const problems: Problems = {};
  const values: Values = { ...fields };
  for (const [field, stored] of Object.entries(peopleFields).filter(([name]) => name in values)) {
    const email = values[field] as string;
    const id = email ? await personByAddress(email) : null;
    if (email && !id) problems[field] = { key: 'strategy.person-unknown', values: { email } };
    delete values[field];
    values[stored] = id;
  }
  await checkAbove(values, before, problems);
  await checkTeams(values, before, problems);
  if (step === 'social-goal') await checkTerms(services, values, before, problems);
  if (step === 'tactic') await checkExpectation(services, values, before, problems);
  if (Object.keys(problems).length) throw new InvalidInput(problems);
  return values;
}

/** What it belongs to exists and goes on, or is what it belonged to already. */
async function checkAbove(values: Values, before: Values | null, problems: Problems): Promise<void> {
  const above: [string, FunnelStep][] = [
    ['businessGoalId', 'business-goal'],
    ['departmentGoalId', 'department-goal'],
    ['goalId', 'social-goal'],
  ];
  for (const [field, step] of above.filter(([name]) => name in values)) {
    const isSame = String(before?.[field]) === values[field];
    const found = await stepsOf(step).findOne({ _id: values[field] }, { endedAt: 1 }).lean();
    if (!found) problems[field] = 'strategy.choose-again';
    else if (found.endedAt && !isSame) problems[field] = 'strategy.above-ended';
  }
  if ('goalId' in values && before && String(before.goalId) !== values.goalId)
    problems.goalId = 'strategy.tactic-stays';
  if (!('insightIds' in values)) return;
  const ids = [...new Set(values.insightIds as string[])];
  const stayed = ((before?.insightIds ?? []) as unknown[]).map(String);
  const insights = await Insight.find({ _id: { $in: ids } }, { endedAt: 1 }).lean();
  const chosen = insights.filter(({ _id, endedAt }) => !endedAt || stayed.includes(_id.toString()));
  if (chosen.length < ids.length) problems.insightIds = 'strategy.choose-again';
  values.insightIds = ids;
}

async function checkTeams(values: Values, before: Values | null, problems: Problems): Promise<void> {
  const asked = ['teamId', 'agreeTeamIds'].filter((field) => field in values);
  if (!asked.length) return;
  const teams = new Map((await listTeams()).map((team) => [team.id, team]));
  for (const field of asked) {
    const stayed = [before?.[field] ?? []].flat().map(String);
    const ids = [values[field]].flat() as string[];
    const isFine = (id: string) => teams.has(id) && (isOpen(teams.get(id)!) || stayed.includes(id));
    if (!ids.every(isFine)) problems[field] = 'strategy.choose-again';
  }
}

/** The terms of a goal: number, direction, period and milestones belong together. */
async function checkTerms(
  services: Services,
  values: Values,
  before: Values | null,
  problems: Problems,
): Promise<void> {
  const { metric, start, target, from, to } = values as StepFields<'social-goal'>;
  const { kind, better, unit } = metricOf(metric);
  const today = dayIn(await organizationTimeZone(), services.clock.now());
  const days = daysBetween(from, to) + 1;
  if (days < periodOfGoal.least)
    problems.to = { key: 'strategy.period-short', values: { days: periodOfGoal.least } };
  else if (days > periodOfGoal.most) problems.to = 'strategy.period-long';
  if (from > addDays(today, periodOfGoal.ahead)) problems.from = 'strategy.period-far';
  if (!before && to < today) problems.to ??= 'strategy.period-over';

  const isSumOfLess = kind === 'sum' && better === 'less';
  if (unit !== 'score' && start < 0) problems.start = 'strategy.number-negative';
  if (unit !== 'score' && target < 0) problems.target = 'strategy.number-negative';
  else if (unit === 'percent' && target > 100) problems.target = 'strategy.percent-over';
  else if (isSumOfLess && target < start) problems.target = 'strategy.target-below-start';
  else if (!isSumOfLess && better === 'more' && target <= start)
    problems.target = target === 0 ? 'strategy.target-zero' : 'strategy.target-not-more';
  else if (!isSumOfLess && better === 'less' && target >= start) problems.target = 'strategy.target-not-less';
  values.milestones = readMilestones(values, { from, to }, problems);
}

function readMilestones(values: Values, period: { from: string; to: string }, problems: Problems) {
  const [days, numbers] = [values.milestoneDay as string[], values.milestoneValue as string[]];
  delete values.milestoneDay;
  delete values.milestoneValue;
  const read = days.flatMap((typed, n) => {
    if (!typed && !numbers[n]) return [];
    const [day, value] = [plainDay.safeParse(typed), plainNumber.safeParse(numbers[n])];
    const isInside = day.success && day.data >= period.from && day.data < period.to;
    if (!isInside || !value.success) problems.milestoneDay = 'strategy.milestone-wrong';
    return isInside && value.success ? [{ day: day.data, value: value.data }] : [];
  });
  if (new Set(read.map(({ day }) => day)).size < read.length)
    problems.milestoneDay ??= 'strategy.milestone-twice';
  return read.sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** What a tactic should bring lies ahead. */
async function checkExpectation(
  services: Services,
  values: Values,
  before: Values | null,
  problems: Problems,
): Promise<void> {
  const today = dayIn(await organizationTimeZone(), services.clock.now());
  const day = values.expectedBy as string;
  if (day === before?.expectedBy) return;
  if (day <= today) problems.expectedBy = 'strategy.expected-past';
  else if (day > addDays(today, periodOfGoal.most)) problems.expectedBy = 'strategy.expected-far';
}
