import { z } from 'zod';
import { isTimeZone } from '../platform/clock.js';
import { inputsIn, momentIn } from './publish-time.js';
import { postDay, postFields, type PostInput } from './post-fields.js';
import type { StoredPost } from './studio-posts.js';

const day = postDay.or(z.literal('')).default('');
const time = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d(:\d\d)?)?$/, 'posts.time-unreadable')
  .default('');

/** The post form as it is sent: the fields of a post, with moments as days and times of the zone that it says. */
export const postForm = postFields
  .omit({ publishAt: true, lastDay: true })
  .extend({
    publishOn: day,
    publishTime: time,
    expiresOn: day,
    zone: z.string().refine(isTimeZone).optional().catch(undefined),
    once: z.string().max(40).default(''),
    revision: z.coerce.number().int().catch(0),
  })
  .refine(({ publishOn, publishTime }) => publishOn || !publishTime, {
    path: ['publishOn'],
    message: 'posts.day-missing',
  });

/** When a day is chosen without a time. */
export const usualTime = '09:00';

/**
 * What the form says, as a verb takes it.
 * @param zone of days and times where the form does not say one
 * @param before when the post was to be published: it stays when the form shows that day and time. Inputs know no
 *   seconds, and not which of two equal hours in autumn is meant
 */
export function asPostInput(
  form: z.output<typeof postForm>,
  zone: string,
  before: Date | null = null,
): PostInput & { revision: number } {
  const { publishOn, publishTime, expiresOn, zone: zoneShown = zone, once, ...fields } = form;
  const shown = inputsIn(zoneShown, before);
  const isSame = shown.day === publishOn && shown.time === publishTime;
  const publishAt = publishOn ? momentIn(zoneShown, publishOn, publishTime || usualTime) : null;
  return { ...fields, publishAt: isSame ? before : publishAt, lastDay: expiresOn || null };
}

/** A post as the form shows it. */
export function asFormValues(post: StoredPost, zone: string): Record<string, unknown> {
  const publish = inputsIn(zone, post.publishAt ?? null);
  return {
    title: post.title,
    link: post.link,
    summary: post.summary,
    imageUrl: post.imageUrl ?? '',
    language: post.language,
    suggestedCopy: post.suggestedCopy,
    topicId: post.topicId?.toString() ?? '',
    level: post.level,
    audienceTeamIds: post.audienceTeamIds?.map(String),
    campaign: post.campaign,
    zone,
    publishOn: publish.day,
    publishTime: publish.time,
    expiresOn: post.lastDay ?? '',
    revision: post.revision,
  };
}
