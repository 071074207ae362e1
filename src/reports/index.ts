// The results over a period, by post, network, topic, level, team or advocate. All of it comes from daily
// statistics; metrics.ts defines each number once.
export { reportsRoutes } from './reports.routes.js';
export { drawChart } from './chart.view.js';
