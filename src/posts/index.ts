// Posts: approved content offered to advocates, and the topics they belong to.
// How a post gets from draft to published, and who may take it there, is one table (post-lifecycle.ts).
export { approvePost } from './approve-post.js';
export { postsJobs } from './posts.jobs.js';
export { postsRoutes } from './posts.routes.js';
export { draftPost } from './draft-post.js';
export { expireDuePosts } from './expire-due-posts.js';
export {
  findPosts,
  getOfferedPost,
  listOfferedPosts,
  type OfferedPost,
  type PostBrief,
} from './offered-posts.js';
export { languages } from './post-fields.js';
export { lifecycleTable } from './post-lifecycle.js';
export { type Level } from './post.model.js';
export { picturesOfPosts } from './pictures-of-posts.js';
export { publishDuePosts } from './publish-due-posts.js';
export { recallPost } from './recall-post.js';
export { returnPost } from './return-post.js';
export { synchroniseShareLink } from './synchronise-links.js';
export { submitPost } from './submit-post.js';
export { createTopic, listTopics } from './topics.js';
