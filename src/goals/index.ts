// How goals stand: the page of the funnel, what each goal reached by published results or entered figures, and its state.
// What is promised, and who answers for it, is in the feature `strategy`.
export { collectiveGoals } from './collective-goals.js';
export { numberOf } from './measure-goals.js';
export { goalsRoutes } from './goals.routes.js';
