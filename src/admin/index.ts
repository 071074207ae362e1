// The first page for admins: how everything runs at this moment, and what is left to set up. It asks other features
// for their state through their doors, and stores nothing itself.
export { adminRoutes } from './admin.routes.js';
