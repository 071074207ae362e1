// The feed: what an advocate can share today, the results of their shares, and which topics they follow. It stores
// nothing: posts, shares and statistics come from the features that store them.
export { feedRoutes } from './feed.routes.js';
export { drawBars } from './bars.view.js';
