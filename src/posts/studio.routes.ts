import { Router } from 'express';
import { z } from 'zod';
import { idField } from '../platform/data/object-id.js';
import { counted } from '../platform/data/paging.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { listPermitted, may, permits } from '../people/index.js';
import { renderPage, say } from '../platform/http/pages.js';
import { namesIn } from './post-names.js';
import { postStatuses } from './post-lifecycle.js';
import { tracingOfPosts } from './place-post.js';
import { postRow } from './post.view.js';
import { studioNews } from './studio.view.js';
import type { Services } from '../services.js';
import { countOver, listStudioPosts, studioQueues, type Queue } from './studio-posts.js';
import { listTopics } from './topics.js';

// Invalid filters are ignored.
const filters = z.object({
  status: z.enum(postStatuses).optional().catch(undefined),
  topicId: idField().optional().catch(undefined),
  authorId: idField().optional().catch(undefined),
  page: pageField,
});

export function studioRoutes(services: Services): Router {
  const router = Router();

  router.get('/studio', may('work-in-studio'), async (req, res) => {
    const [queues, over, tracing] = await Promise.all([
      studioQueues(req.user!),
      countOver(),
      tracingOfPosts(),
    ]);
    const names = await namesIn(queues.flatMap((queue) => queue.posts));
    renderPage(res, 'posts/studio', 'posts.studio', {
      news: studioNews(res, queues, services.clock.now()),
      hasPosts: queues.some(({ total }) => total > 0) || over.expired + over.recalled > 0,
      queues: queues
        .filter(({ name, total }) => total > 0 || name === 'to-review')
        .map(({ name, posts, total }) => ({
          name,
          ...counted(total),
          heading: `posts.queue-${name}`,
          empty: `posts.queue-${name}-empty`,
          more: total > posts.length ? allOf(name, req.user!.id) : '',
          rows: posts.map((post) => postRow(post, names)),
        })),
      over: over.expired + over.recalled > 0 && {
        expired: counted(over.expired),
        recalled: counted(over.recalled),
      },
      ...tracing,
      mayDraft: permits(req.user!.roles, 'draft-posts'),
    });
  });

  router.get('/studio/posts', may('work-in-studio'), async (req, res) => {
    const { page, ...given } = filters.parse(req.query);
    const wanted: typeof given = Object.fromEntries(Object.entries(given).filter(([, value]) => value));
    const [{ posts, total, isMore, ...place }, topics, authors] = await Promise.all([
      listStudioPosts(wanted, page),
      listTopics(),
      listPermitted('draft-posts'),
    ]);
    const names = await namesIn(posts);
    const choice = (value: string, label: string, chosen: string | undefined) => ({
      value,
      label,
      selected: value === (chosen ?? ''),
    });
    renderPage(res, 'posts/posts', 'posts.all-posts', {
      rows: posts.map((post) => postRow(post, names)),
      total,
      isMore,
      filtered: Object.keys(wanted).length > 0,
      statuses: [
        choice('', say(res, 'posts.any-status'), wanted.status),
        ...postStatuses.map((status) => choice(status, say(res, `posts.status-${status}`), wanted.status)),
      ],
      topics: [
        choice('', say(res, 'posts.any-topic'), wanted.topicId),
        ...topics.map(({ id, name }) => choice(id, name, wanted.topicId)),
      ],
      authors: [
        choice('', say(res, 'posts.any-author'), wanted.authorId),
        ...authors.map(({ id, name }) => choice(id, name, wanted.authorId)),
      ],
      pagination: pageLinks('/studio/posts', wanted, place),
      mayDraft: permits(req.user!.roles, 'draft-posts'),
    });
  });

  return router;
}

/** The address of the complete list of a queue. */
const allOf = (queue: Queue['name'], personId: string): string =>
  ({
    'to-review': '/studio/posts?status=in-review',
    waiting: '/studio/posts?status=in-review',
    drafts: `/studio/posts?status=draft&authorId=${personId}`,
    scheduled: '/studio/posts?status=approved',
    published: '/studio/posts?status=published',
  })[queue];
