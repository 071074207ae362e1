// The feed: what an advocate can share today, what came of their shares, and which topics they follow.
// It stores nothing: posts, shares and statistics are asked of the features that keep them.
export { feedRoutes } from './feed.routes.js';
