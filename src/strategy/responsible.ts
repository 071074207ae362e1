import { getOrganization } from '../organization/index.js';
import {
  authorize,
  findHeads,
  isAuthorized,
  listTeams,
  personIdOf,
  User,
  type Actor,
} from '../people/index.js';
import { isId } from '../platform/data/object-id.js';
import { DepartmentGoal, Mission, SocialGoal } from './strategy.model.js';
import type { StepInput, FunnelStep } from './step-fields.js';
import { missionId } from './steps.js';

/** True if the actor may change the whole strategy: an admin, or an editor where the organization permits it. */
export async function mayEditAll(actor: Actor): Promise<boolean> {
  if (typeof actor === 'string') return false;
  const isLet = actor.roles.includes('admin') || !!(await getOrganization())?.editorsEditGoals;
  return isAuthorized(actor, 'edit-all-goals', { isLet });
}

/** The id of the head of a team, or null while it has none. */
export async function headOfTeam(teamId: unknown): Promise<string | null> {
  const team = (await listTeams()).find(({ id }) => id === String(teamId));
  return (team && (await findHeads([team])).get(team.id)?.id) ?? null;
}

/**
 * Who is responsible for a step with these values: the head of its department, and of tactics also who owns and leads
 * the goal. Nobody for the mission, for business goals and for partners. Whoever asks, for something that does not exist.
 */
export async function responsibleFor(actor: Actor, step: FunnelStep, values: StepInput): Promise<unknown[]> {
  if (step === 'mission' || step === 'business-goal' || step === 'partner') return [];
  const anybody = [personIdOf(actor)];
  if (step === 'department-goal')
    return isId(String(values.teamId)) && (await hasTeam(values.teamId))
      ? [await headOfTeam(values.teamId)]
      : anybody;
  const goalId = String(values.goalId);
  const goal = step === 'tactic' && isId(goalId) ? await SocialGoal.findById(goalId).lean() : null;
  const departmentGoalId = String(step === 'tactic' ? goal?.departmentGoalId : values.departmentGoalId);
  const above = isId(departmentGoalId) ? await DepartmentGoal.findById(departmentGoalId).lean() : null;
  if (!above) return anybody;
  return [await headOfTeam(above.teamId), goal?.ownerId, goal?.leadId];
}

/**
 * Refuses who may change neither the whole strategy nor a step with these values.
 * @throws Forbidden; NotAllowedNow for somebody who is not responsible
 */
export async function authorizeStep(actor: Actor, step: FunnelStep, values: StepInput): Promise<void> {
  if (await mayEditAll(actor)) return;
  authorize(actor, 'edit-goals-of-own-department', {
    personIds: await responsibleFor(actor, step, values),
  });
}

const hasTeam = async (teamId: unknown) => (await listTeams()).some(({ id }) => id === String(teamId));

/** Who answers for a goal: its owner, its lead, and the executive sponsor. */
export async function accountableFor(goal: { ownerId: unknown; leadId?: unknown }): Promise<unknown[]> {
  const mission = await Mission.findById(missionId, { sponsorId: 1 }).lean();
  return [goal.ownerId, goal.leadId, mission?.sponsorId];
}

/** Somebody who can answer for something: neither deactivated nor erased. */
export interface PresentPerson {
  id: string;
  name: string;
  email: string;
}

const present = { status: { $in: ['invited', 'active'] } } as const;

/** Those of these people who are still there, by id. */
export async function findPresent(ids: unknown[]): Promise<Map<string, PresentPerson>> {
  const found = await User.find(
    { _id: { $in: [...new Set(ids.filter(Boolean).map(String))] }, ...present },
    { name: 1, email: 1 },
  ).lean();
  return new Map(found.map(({ _id, name, email }) => [_id.toString(), { id: _id.toString(), name, email }]));
}

/** The id of the person with this address; null when nobody has it, or they left. */
export async function personByAddress(email: string): Promise<string | null> {
  const found = await User.findOne({ email }, { status: 1 }).lean();
  return found && ['invited', 'active'].includes(found.status) ? found._id.toString() : null;
}
