// What participation achieves, over a period, by post, network, topic, level, team or advocate.
// Everything is read from daily statistics; metrics.ts names each number once.
export { reportsRoutes } from './reports.routes.js';
