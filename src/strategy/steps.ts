import {
  BusinessGoal,
  DepartmentGoal,
  Insight,
  Mission,
  Partner,
  SocialGoal,
  Tactic,
} from './strategy.model.js';
import type { FunnelStep } from './step-fields.js';

/** The largest numbers of goals of one kind, insights and tactics that go on. */
export const limitsOfSteps = { goals: 500, tactics: 2_000 };

interface StepRow {
  /** The step above, and the field with its id. */
  above: { step: FunnelStep; field: string } | null;
  /** How many may go on at a time. */
  most: number;
  /** Where it is in addresses. */
  path: string;
  /** Its end asks for a score and a lesson. */
  hasOutcome: boolean;
}

const { goals, tactics } = limitsOfSteps;

/** What is particular about each step. A step has one of the kind above it, so that no chain of goals can be a circle. */
export const steps: Record<FunnelStep, StepRow> = {
  mission: { above: null, most: 1, path: 'mission', hasOutcome: false },
  'business-goal': {
    above: { step: 'mission', field: '' },
    most: goals,
    path: 'business-goals',
    hasOutcome: false,
  },
  'department-goal': {
    above: { step: 'business-goal', field: 'businessGoalId' },
    most: goals,
    path: 'department-goals',
    hasOutcome: false,
  },
  insight: {
    above: { step: 'department-goal', field: 'departmentGoalId' },
    most: goals,
    path: 'insights',
    hasOutcome: false,
  },
  'social-goal': {
    above: { step: 'insight', field: 'insightIds' },
    most: goals,
    path: 'goals',
    hasOutcome: true,
  },
  tactic: {
    above: { step: 'social-goal', field: 'goalId' },
    most: tactics,
    path: 'tactics',
    hasOutcome: true,
  },
  partner: { above: { step: 'mission', field: '' }, most: goals, path: 'partners', hasOutcome: false },
};

/** The id of the one mission. */
export const missionId = 'mission';

/** The model of each step. */
export const modelOf = {
  mission: Mission,
  'business-goal': BusinessGoal,
  'department-goal': DepartmentGoal,
  insight: Insight,
  'social-goal': SocialGoal,
  tactic: Tactic,
  partner: Partner,
} as const;

/** What all steps have, for queries that are about any of them. */
export interface AnyStep {
  _id: { toString(): string };
  title: string;
  endedAt?: Date | null;
  revision: number;
  revisedById?: never;
}

interface AnySteps {
  findById(id: unknown): { lean(): Promise<AnyStep | null> };
  findOne(filter: object, fields: object): { lean(): Promise<AnyStep | null> };
  countDocuments(filter: object, options: object): Promise<number>;
}

/** The documents of a step. */
export const stepsOf = (step: FunnelStep): AnySteps => modelOf[step];
