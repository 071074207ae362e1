// How goals stand: the page of the funnel, what each goal reached by published results or entered figures, and its state.
export { goalsRoutes } from './goals.routes.js';
export { measureGoals } from './measure-goals.js';
