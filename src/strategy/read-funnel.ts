import { findHeads, listTeams } from '../people/index.js';
import { findPresent, type PresentPerson } from './responsible.js';
import { BusinessGoal, DepartmentGoal, Insight, Mission, SocialGoal, Tactic } from './strategy.model.js';
import { limitsOfSteps, missionId } from './steps.js';
import type { ValueArea } from '../organization/index.js';
import type { GoalMetric } from './metrics.js';
import type { TacticKind } from './tactic-kinds.js';

interface Step {
  id: string;
  title: string;
}

export interface Funnel {
  mission: (Step & { agreedOn: string; sponsor: PresentPerson | null }) | null;
  /** `noSocial` says why sharing does not help; empty: it does. */
  businessGoals: (Step & { year: number; noSocial: string })[];
  departmentGoals: (Step & {
    businessGoalId: string;
    teamId: string;
    team: string;
    isTeamEnded: boolean;
    /** Its head; null while there is none. */
    owner: PresentPerson | null;
  })[];
  insights: (Step & {
    departmentGoalId: string;
    people: string;
    evidence: string;
    foundOn: string;
    checkAgainOn: string;
  })[];
  goals: (Step & {
    departmentGoalId: string;
    insightIds: string[];
    from: string;
    valueArea: ValueArea;
    metric: GoalMetric;
    owner: PresentPerson | null;
    lead: PresentPerson | null;
  })[];
  tactics: (Step & {
    goalId: string;
    kind: TacticKind;
    metric: GoalMetric;
    expected: number;
    expectedBy: string;
    expectedSharers: number;
    /** Its key message is withdrawn. */
    isWithdrawn: boolean;
  })[];
}

const open = { endedAt: null };
const { goals: mostGoals, tactics: mostTactics } = limitsOfSteps;

/**
 * All steps that go on, at most as many as `limitsOfSteps`: in the order in which they begin or are expected, then by name.
 */
export async function readFunnel(): Promise<Funnel> {
  const [mission, businessGoals, departmentGoals, insights, goals, tactics, allTeams] = await Promise.all([
    Mission.findById(missionId).lean(),
    BusinessGoal.find(open, { title: 1, year: 1, noSocial: 1 }).sort({ _id: 1 }).limit(mostGoals).lean(),
    DepartmentGoal.find(open, { title: 1, businessGoalId: 1, teamId: 1 })
      .sort({ _id: 1 })
      .limit(mostGoals)
      .lean(),
    Insight.find(open, { title: 1, departmentGoalId: 1, people: 1, evidence: 1, foundOn: 1, checkAgainOn: 1 })
      .sort({ _id: 1 })
      .limit(mostGoals)
      .lean(),
    SocialGoal.find(open, {
      title: 1,
      departmentGoalId: 1,
      insightIds: 1,
      valueArea: 1,
      metric: 1,
      from: 1,
      ownerId: 1,
      leadId: 1,
    })
      .sort({ _id: 1 })
      .limit(mostGoals)
      .lean(),
    Tactic.find(open, {
      title: 1,
      goalId: 1,
      kind: 1,
      metric: 1,
      expected: 1,
      expectedBy: 1,
      expectedSharers: 1,
      messageState: 1,
    })
      .sort({ _id: 1 })
      .limit(mostTactics)
      .lean(),
    listTeams(),
  ]);
  const teams = new Map(allTeams.map((team) => [team.id, team]));
  const [heads, people] = await Promise.all([
    findHeads(allTeams),
    findPresent([mission?.sponsorId, ...goals.flatMap(({ ownerId, leadId }) => [ownerId, leadId])]),
  ]);
  const inOrder = <T extends Step>(found: T[], begins: (one: T) => string | number = () => '') =>
    found.sort((a, b) => compare(begins(a), begins(b)) || a.title.localeCompare(b.title));
  const person = (id: unknown) => people.get(String(id)) ?? null;
  return {
    mission: mission && {
      id: missionId,
      title: mission.title,
      agreedOn: mission.agreedOn,
      sponsor: person(mission.sponsorId),
    },
    businessGoals: inOrder(
      businessGoals.map(({ _id, title, year, noSocial }) => ({
        id: _id.toString(),
        ...{ title, year, noSocial: noSocial ?? '' },
      })),
      ({ year }) => year,
    ),
    departmentGoals: inOrder(
      departmentGoals.map(({ _id, title, businessGoalId, teamId }) => ({
        id: _id.toString(),
        title,
        businessGoalId: businessGoalId.toString(),
        teamId: teamId.toString(),
        team: teams.get(teamId.toString())?.name ?? '',
        isTeamEnded: !!teams.get(teamId.toString())?.endedAt,
        owner: heads.get(teamId.toString()) ?? null,
      })),
    ),
    insights: inOrder(
      insights.map(({ _id, departmentGoalId, title, people: who, evidence, foundOn, checkAgainOn }) => ({
        id: _id.toString(),
        departmentGoalId: departmentGoalId.toString(),
        ...{ title, people: who, evidence, foundOn, checkAgainOn },
      })),
      ({ foundOn }) => foundOn,
    ),
    goals: inOrder(
      goals.map(({ _id, from, title, departmentGoalId, insightIds, valueArea, metric, ownerId, leadId }) => ({
        id: _id.toString(),
        departmentGoalId: departmentGoalId.toString(),
        insightIds: insightIds.map(String),
        ...{ title, from, valueArea, metric, owner: person(ownerId), lead: person(leadId) },
      })),
      ({ from }) => from,
    ),
    tactics: inOrder(
      tactics.map(
        ({ _id, goalId, messageState, title, kind, metric, expected, expectedBy, expectedSharers }) => ({
          id: _id.toString(),
          goalId: goalId.toString(),
          ...{ title, kind, metric, expected, expectedBy, expectedSharers },
          isWithdrawn: messageState === 'withdrawn',
        }),
      ),
      ({ expectedBy }) => expectedBy,
    ),
  };
}

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : Number(a > b));
