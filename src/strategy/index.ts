// The strategy: mission, goals, insights and tactics as records with history, in the order of the funnel, and what people
// who answer for them say. What goals reached is for the feature `goals`.
export { accountingRoutes } from './accounting.routes.js';
export { checkInDays, rhythmDays } from './accounting-fields.js';
export { addStep } from './write-step.js';
export { listCollective, setCollective } from './collective-goal.js';
export { checkIn, enterFigure, withdrawMessage } from './account-for-goal.js';
export { CheckIn } from './check-in.model.js';
export { EnteredFigure } from './entered-figure.model.js';
export { metricOf, type GoalMetric } from './metrics.js';
export { expectedBy, goalStateOf, type GoalActual, type GoalState } from './goal-state.js';
export { isComplete, lineUnder, nextStep, type NextStep } from './next-step.js';
export { findTactics, hasFunnel, listOpenTactics, type TacticBrief } from './open-tactics.js';
export { listPartners } from './list-partners.js';
export { readFunnel, type Funnel } from './read-funnel.js';
export { accountableFor, findPresent, mayEditAll, responsibleFor } from './responsible.js';
export { agreedTeams } from './terms.js';
export { stepsRoutes } from './steps.routes.js';
export { rollOverRoutes } from './roll-over.routes.js';
export { funnelSteps, type FunnelStep } from './step-fields.js';
export {
  BusinessGoal,
  DepartmentGoal,
  Insight,
  Partner,
  SocialGoal,
  Tactic,
  type SocialGoalRecord,
} from './strategy.model.js';
export { strategyJobs } from './strategy.jobs.js';
export { strategyPersonalData } from './strategy.personal-data.js';
export { missionId, steps, stepsOf } from './steps.js';
