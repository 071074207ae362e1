import { readableAddress } from '../platform/text/readable-address.js';
import { z } from 'zod';
import { isTimeZone } from '../platform/clock.js';
import { inputsIn, momentIn } from './publish-time.js';
import { postDay, postFields, type PostInput } from './post-fields.js';
import { withProposal } from './proposal.js';
import type { StoredPost } from './studio-posts.js';

const day = postDay.or(z.literal('')).default('');
const time = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d(:\d\d)?)?$/, 'posts.time-unreadable')
  .default('');

/** Which version of a published post with a proposed change a form shows. */
export const formVersions = ['proposed', 'published'] as const;
export type FormVersion = (typeof formVersions)[number];

/**
 * The post form as it is sent: the fields of a post, with moments as days and times in the zone that the form
 * names.
 */
export const postForm = postFields
  .omit({ publishAt: true, lastDay: true })
  .extend({
    publishOn: day,
    publishTime: time,
    expiresOn: day,
    zone: z.string().refine(isTimeZone).optional().catch(undefined),
    once: z.string().max(40).default(''),
    revision: z.coerce.number().int().catch(0),
    version: z.enum(formVersions).catch('proposed'),
  })
  .refine(({ publishOn, publishTime }) => publishOn || !publishTime, {
    path: ['publishOn'],
    message: 'posts.day-missing',
  });

/** The time when a day is chosen without one. */
export const usualTime = '09:00';

/**
 * Converts the form to the input of a verb.
 * @param zone of days and times if the form names none
 * @param before the stored publishing time: it stays if the form shows the same day and time, because form fields
 *   lack seconds and can't distinguish two equal hours in autumn
 */
export function asPostInput(
  form: z.output<typeof postForm>,
  zone: string,
  before: Date | null = null,
): PostInput & { revision: number; version: FormVersion } {
  const { publishOn, publishTime, expiresOn, zone: zoneShown = zone, once, ...fields } = form;
  const shown = inputsIn(zoneShown, before);
  const isSame = shown.day === publishOn && shown.time === publishTime;
  const publishAt = publishOn ? momentIn(zoneShown, publishOn, publishTime || usualTime) : null;
  return { ...fields, publishAt: isSame ? before : publishAt, lastDay: expiresOn || null };
}

/** A post as the values of its form: with its proposed change, or as it is published. */
export function asFormValues(
  stored: StoredPost,
  zone: string,
  version: FormVersion = 'proposed',
): Record<string, unknown> {
  const post = version === 'published' ? stored : withProposal(stored);
  const publish = inputsIn(zone, post.publishAt ?? null);
  return {
    title: post.title,
    link: readableAddress(post.link),
    summary: post.summary,
    imageUrl: readableAddress(post.imageUrl ?? ''),
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
    version,
  };
}
