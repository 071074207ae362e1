// A page with every part of the look in each of its states, for whoever develops.
// There is no such page in production.
export { styleguideRoutes } from './styleguide.routes.js';
