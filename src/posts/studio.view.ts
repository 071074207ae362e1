import type { Response } from 'express';
import { localeIn, say } from '../platform/http/pages.js';
import { weekdayAndTimeText } from '../platform/text/formats.js';
import { relativeTime } from '../platform/text/relative-time.js';
import type { Queue } from './studio-posts.js';

/** The studio in one sentence: what waits for this person, else when the next post goes out. */
export function studioNews(res: Response, queues: Queue[], now: Date): string {
  const { timeZone } = res.locals as { timeZone: string };
  const locale = localeIn(res);
  const queue = (name: Queue['name']) => queues.find((one) => one.name === name);
  const review = queue('to-review');
  if (review?.total) {
    const [oldest] = review.posts;
    const since = relativeTime(locale, timeZone, oldest!.proposed?.at ?? oldest!.changedAt, now);
    return say(res, 'posts.news-review', { count: review.total, since });
  }
  const drafts = queue('drafts');
  if (drafts?.total) return say(res, 'posts.news-drafts', { count: drafts.total });
  const next = queue('scheduled')?.posts[0]?.publishAt;
  if (next) return say(res, 'posts.news-scheduled', { at: weekdayAndTimeText(locale, timeZone, next) });
  return say(res, queue('published')?.total ? 'posts.news-nothing' : 'posts.studio-empty');
}
