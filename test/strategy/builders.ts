import { Team } from '../../src/people/user.model.js';
import type { Services } from '../../src/services.js';
import { addStep, type FunnelStep } from '../../src/strategy/index.js';
import { buildTeam, buildUser } from '../support/builders.js';

/** The input of each step, as forms send it, with these changes. */
export const stepInput = {
  mission: { title: 'Carry people and goods, quietly.', agreedOn: '2026-01-12' },
  'business-goal': { title: 'Fill every post', year: '2026' },
  'department-goal': { title: 'Twelve engineers' },
  insight: {
    title: 'Engineers want to see the pay',
    people: 'Engineers in rail',
    evidence: '11 interviews',
    foundOn: '2026-10-03',
    checkAgainOn: '2027-04-01',
  },
  'social-goal': {
    title: '60 applications',
    valueArea: 'engagement',
    metric: 'applications',
    start: '0',
    target: '60',
    from: '2026-11-01',
    to: '2027-10-31',
    why: 'We had 40 last year.',
  },
  tactic: {
    title: 'Engineers answer engineers',
    kind: 'recruitment',
    metric: 'applications',
    expected: '40',
    expectedBy: '2027-06-30',
    expectedSharers: '10',
    keyMessage: 'Nobody has solved your problem before you.',
  },
  partner: {
    title: 'Association of Ports',
    aim: 'They quote our charging figures.',
    asked: 'A sentence in the yearly report.',
    askedOn: '2026-11-02',
    askAgainOn: '2027-01-15',
  },
} as const;

/** A funnel with one step of each kind, made by an admin. The owner of the goal is a plain advocate. */
export async function buildFunnel(services: Services) {
  const [admin, owner, head] = [await buildUser({ roles: ['admin'] }), await buildUser(), await buildUser()];
  const { id: teamId } = await buildTeam();
  await Team.updateOne({ _id: teamId }, { headId: head.id });
  const add = async (step: FunnelStep, more: object) =>
    (await addStep(services, { ...stepInput[step], ...more, actor: admin, step })).id;
  await add('mission', { sponsor: admin.email });
  const businessGoalId = await add('business-goal', {});
  const departmentGoalId = await add('department-goal', { businessGoalId, teamId });
  const insightId = await add('insight', { departmentGoalId });
  const goalId = await add('social-goal', {
    ...{ departmentGoalId, insightIds: [insightId], owner: owner.email, agreeTeamIds: [teamId] },
  });
  const tacticId = await add('tactic', { goalId });
  return { admin, owner, head, teamId, businessGoalId, departmentGoalId, insightId, goalId, tacticId };
}
