import type { Types } from 'mongoose';
import { authorize, isOpen, listTeams, type SignedIn } from '../people/index.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { InvalidInput, type Message } from '../platform/errors.js';
import { nextYear } from '../platform/text/days.js';
import type { Services } from '../services.js';
import { findPresent, mayEditAll } from './responsible.js';
import type { FunnelStep, StepInput } from './step-fields.js';
import {
  BusinessGoal,
  DepartmentGoal,
  Insight,
  SocialGoal,
  type SocialGoalRecord,
} from './strategy.model.js';
import { limitsOfSteps, modelOf } from './steps.js';
import { createStep } from './write-step.js';

/** A goal of the year that ends, and whether it is in the next one already. */
interface CopiedStep {
  id: string;
  title: string;
  isCopied: boolean;
}

/** A social goal, with its outcome. `problem` says why it can't be copied as it is. */
export interface CopiedGoal extends CopiedStep {
  score: number | null;
  lesson: string;
  problem: Message | null;
}

/** What the goals of a year become in the next one, from the top to the bottom. */
export interface RollOver {
  businessGoals: (CopiedStep & {
    departmentGoals: (CopiedStep & { goals: CopiedGoal[] })[];
  })[];
}

const most = limitsOfSteps.goals;

type Id = Types.ObjectId;
type Stored = { _id: Id; title: string };

/** All goals of a year, also those that have ended, with what a copy needs. */
async function goalsOfYear(year: number) {
  const businessGoals = await BusinessGoal.find({ year }).sort({ _id: 1 }).limit(most).lean();
  const departmentGoals = await DepartmentGoal.find({
    businessGoalId: { $in: businessGoals.map(({ _id }) => _id) },
  })
    .sort({ _id: 1 })
    .limit(most)
    .lean();
  const goals = await SocialGoal.find({ departmentGoalId: { $in: departmentGoals.map(({ _id }) => _id) } })
    .sort({ _id: 1 })
    .limit(most)
    .lean();
  const [people, insights, teams] = await Promise.all([
    findPresent(goals.flatMap(({ ownerId, leadId }) => [ownerId, leadId])),
    Insight.find(
      { _id: { $in: goals.flatMap(({ insightIds }) => insightIds) }, endedAt: null },
      { _id: 1 },
    ).lean(),
    listTeams(),
  ]);
  const goesOn = new Set(insights.map(({ _id }) => _id.toString()));
  const openTeams = new Set(teams.filter(isOpen).map(({ id }) => id));
  return { businessGoals, departmentGoals, goals, people, goesOn, openTeams };
}

type OfYear = Awaited<ReturnType<typeof goalsOfYear>>;

/** The ids of the copies of these steps, by the id of what was copied. */
async function copiesOf(step: 'business-goal' | 'department-goal' | 'social-goal', ids: readonly Id[]) {
  const model = modelOf[step] as unknown as typeof BusinessGoal;
  const copies = await model.find({ copyOfId: { $in: ids } }, { copyOfId: 1 }).lean();
  return new Map(copies.map(({ _id, copyOfId }) => [String(copyOfId), _id.toString()]));
}

/** Why a goal can't be copied; null when it can. */
function problemOf({ ownerId, insightIds }: SocialGoalRecord, { people, goesOn }: OfYear): Message | null {
  if (!people.has(String(ownerId))) return 'strategy.roll-over-owner';
  return insightIds.some((id) => goesOn.has(String(id))) ? null : 'strategy.roll-over-insight';
}

/** What would be copied from this year to the next, and what is there already. */
export async function planRollOver(year: number): Promise<RollOver> {
  const all = await goalsOfYear(year);
  const ids = (list: { _id: Id }[]) => list.map(({ _id }) => _id);
  const [ofBusiness, ofDepartments, ofGoals] = await Promise.all([
    copiesOf('business-goal', ids(all.businessGoals)),
    copiesOf('department-goal', ids(all.departmentGoals)),
    copiesOf('social-goal', ids(all.goals)),
  ]);
  const line = ({ _id, title }: Stored, copies: Map<string, string>): CopiedStep => ({
    id: _id.toString(),
    title,
    isCopied: copies.has(_id.toString()),
  });
  return {
    businessGoals: all.businessGoals.map((business) => ({
      ...line(business, ofBusiness),
      departmentGoals: all.departmentGoals
        .filter(({ businessGoalId }) => String(businessGoalId) === String(business._id))
        .map((department) => ({
          ...line(department, ofDepartments),
          goals: all.goals
            .filter(({ departmentGoalId }) => String(departmentGoalId) === String(department._id))
            .map((goal) => ({
              ...line(goal, ofGoals),
              ...{ score: goal.score ?? null, lesson: goal.lesson ?? '', problem: problemOf(goal, all) },
            })),
        })),
    })),
  };
}

/**
 * Copies the goals of a year to the next: all business goals and department goals, and the chosen social goals with the
 * same target, a period one year later, and why. What is there already is not copied again, so it may be repeated.
 * @param whyOf why a copied goal can be reached, from last year's outcome
 * @returns how many goals were copied, and the titles of those that no longer fit the rules
 * @throws Forbidden
 */
export async function rollOver(
  services: Services,
  {
    actor,
    year,
    goalIds,
    whyOf,
  }: {
    actor: SignedIn;
    year: number;
    goalIds: string[];
    whyOf: (outcome: { score: number; lesson: string }) => string;
  },
): Promise<{ copied: number; left: string[] }> {
  authorize(actor, 'edit-all-goals', { isLet: await mayEditAll(actor) });
  const all = await goalsOfYear(year);
  const outcome = { copied: 0, left: [] as string[] };
  const copy = async (
    step: 'business-goal' | 'department-goal' | 'social-goal',
    stored: Stored[],
    inputOf: (one: never) => StepInput,
  ) => {
    const copies = await copiesOf(
      step,
      stored.map(({ _id }) => _id),
    );
    for (const one of stored.filter(({ _id }) => !copies.has(_id.toString()))) {
      const made = copyStep(services, { actor, step, input: inputOf(one as never), copyOfId: one._id });
      if (await made) outcome.copied += 1;
      else outcome.left.push(one.title);
    }
    return copiesOf(
      step,
      stored.map(({ _id }) => _id),
    );
  };
  const business = await copy(
    'business-goal',
    all.businessGoals,
    (goal: OfYear['businessGoals'][number]) => ({
      ...{ title: goal.title, year: year + 1, note: goal.note, noSocial: goal.noSocial },
    }),
  );
  const departments = await copy(
    'department-goal',
    all.departmentGoals.filter(({ teamId }) => all.openTeams.has(String(teamId))),
    (goal: OfYear['departmentGoals'][number]) => ({
      ...{ title: goal.title, note: goal.note, teamId: String(goal.teamId) },
      businessGoalId: business.get(String(goal.businessGoalId)),
    }),
  );
  await copy(
    'social-goal',
    all.goals.filter(
      (goal) =>
        goalIds.includes(goal._id.toString()) &&
        departments.has(String(goal.departmentGoalId)) &&
        !problemOf(goal, all),
    ),
    (goal: OfYear['goals'][number]) => ({
      ...inputOfGoal(goal, all),
      departmentGoalId: departments.get(String(goal.departmentGoalId)),
      why:
        typeof goal.score === 'number' ? whyOf({ score: goal.score, lesson: goal.lesson ?? '' }) : goal.why,
    }),
  );
  return outcome;
}

/** What the form of a new goal would send for a copy, one year later. */
function inputOfGoal(
  goal: SocialGoalRecord & { title: string },
  { people, goesOn, openTeams }: OfYear,
): StepInput {
  const milestones = goal.milestones ?? [];
  return {
    ...{ title: goal.title, valueArea: goal.valueArea, metric: goal.metric },
    ...{ start: goal.start, target: goal.target, from: nextYear(goal.from), to: nextYear(goal.to) },
    milestoneDay: milestones.map(({ day }) => nextYear(day)),
    milestoneValue: milestones.map(({ value }) => String(value)),
    insightIds: goal.insightIds.map(String).filter((id) => goesOn.has(id)),
    owner: people.get(String(goal.ownerId))!.email,
    lead: people.get(String(goal.leadId))?.email ?? '',
    agreeTeamIds: goal.agreeTeamIds.map(String).filter((id) => openTeams.has(id)),
  };
}

/** False when it no longer fits the rules. It may be there already, when two people do this at the same time. */
async function copyStep(
  services: Services,
  copy: { actor: SignedIn; step: FunnelStep; input: StepInput; copyOfId: unknown },
): Promise<boolean> {
  try {
    await createStep(services, copy);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return true;
    if (error instanceof InvalidInput) return false;
    throw error;
  }
}
