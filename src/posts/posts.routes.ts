import { Router } from 'express';
import type { Services } from '../services.js';
import { editPostRoutes } from './edit-post.routes.js';
import { reviewPostRoutes } from './review-post.routes.js';
import { studioRoutes } from './studio.routes.js';
import { tracePostsRoutes } from './trace-posts.routes.js';
import { topicsRoutes } from './topics.routes.js';

export function postsRoutes(services: Services): Router {
  return Router()
    .use(studioRoutes(services))
    .use(editPostRoutes(services))
    .use(reviewPostRoutes(services))
    .use(tracePostsRoutes(services))
    .use(topicsRoutes(services));
}
