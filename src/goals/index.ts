// How goals stand: the page of the funnel, what each goal reached by published results or entered figures, and its state.
// What is promised, and who answers for it, is in the feature `strategy`.
export { checkInOverdue, lastCheckIns } from './check-in-overdue.js';
export { collectiveGoals } from './collective-goals.js';
export { measureGoals, numberOf, type MeasuredGoal } from './measure-goals.js';
export { goalBar, goalStateView, nextStepText, roundText } from './state.view.js';
export { goalsRoutes } from './goals.routes.js';
