// Posts: approved content offered to advocates, and the topics they belong to.
// How a post gets from draft to published, and who may take it there, is one table (post-lifecycle.ts).
export { approvePost, recallPost, returnPost, submitPost } from './review-post.js';
export { countPostsFor, moveAudience } from './move-audience.js';
export { postsJobs } from './posts.jobs.js';
export { postsNotices, recallNote } from './posts.notices.js';
export { postsRoutes } from './posts.routes.js';
export { findPublishedPosts } from './published-posts.js';
export { createPastPosts } from './create-past-posts.js';
export { draftPost } from './draft-post.js';
export { getPost } from './get-post.js';
export { editPost } from './edit-post.js';
export { expireDuePosts, publishDuePosts } from './move-by-clock.js';
export {
  findPosts,
  getOfferedPost,
  listOfferedPosts,
  type OfferedPost,
  type PostBrief,
} from './offered-posts.js';
export { findPlacements, listPlacements, postEventTypes } from './placements.js';
export { lastPublications, placePosts, summarizeTactics } from './place-post.js';
export { postLanguages } from './post-fields.js';
export { lifecycleTable } from './lifecycle-table.js';
export { picturesOfPosts } from './pictures-of-posts.js';
export { synchroniseShareLink } from './synchronise-links.js';
export { countToReview, isAnyPublished } from './studio-posts.js';
export { createTopic, listTopics, type TopicView } from './topics.js';
export { postsPersonalData } from './posts.personal-data.js';
