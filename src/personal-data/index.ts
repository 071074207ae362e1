// What is stored of employees, as a table: to read, to take away and to erase. Each feature describes its own
// collections.
export { erasureReaction } from './erasure.js';
export { personalDataTable } from './personal-data.js';
export { personalDataRoutes } from './personal-data.routes.js';
