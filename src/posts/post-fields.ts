import { z } from 'zod';
import { idField } from '../platform/data/object-id.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import { campaignFrom } from './campaign.js';
import { readLink } from './link-rules.js';
import { levels } from '../links/index.js';

export const maxCopies = 5;
export const maxCopyLength = 3000;

/** The languages that a post can have, as BCP 47 tags. */
// prettier-ignore
export const postLanguages = [
  'en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'cs', 'sv', 'da', 'nb', 'fi', 'ja', 'ko', 'zh',
] as const;

/** A repeated field of a form: missing, once, or several times. */
const list = (value: unknown) => (value === undefined || value === null ? [] : [value].flat());
const emptyAsNull = (value: unknown) => (value === '' || value === undefined ? null : value);

const link = (options?: { secure: boolean }) =>
  z.string().transform((typed, context) => {
    const read = readLink(typed, options);
    if ('href' in read) return read.href;
    context.addIssue({ code: 'custom', message: `posts.${read.problem}` });
    return z.NEVER;
  });

// Forms send CRLF, everything else LF. Without this, saving an unchanged text would look like a change.
const prose = () => z.string().overwrite((typed) => typed.replace(/\r\n?/g, '\n').trim());

const copies = z
  .array(prose().max(maxCopyLength, 'posts.copy-too-long'))
  .max(maxCopies, 'posts.copy-too-many')
  .transform((given, context) => {
    const written = given.filter(Boolean);
    // The message is shown next to the first field.
    if (!written.length) context.addIssue({ code: 'custom', path: [0], message: 'posts.copy-missing' });
    return written;
  });

const id = idField('posts.choose-again');

/** The latest publishing day or last day. A later one is a mistake, or means that there is no end. */
const latestDay = '2999-12-31';

/** A day that a post can be published on or end on. */
export const postDay = z.iso
  .date('posts.day-unreadable')
  .refine((day) => day <= latestDay, 'posts.day-too-late');

/** What an editor writes in a post, from a form or from another feature. Messages are keys of texts. */
export const postFields = z.object({
  link: z.preprocess((value) => value ?? '', link()),
  title: visibleNameField(160, { missing: 'posts.title-missing', long: 'posts.title-too-long' }),
  summary: prose().max(600, 'posts.summary-too-long').default(''),
  imageUrl: z.preprocess(emptyAsNull, link({ secure: true }).nullable()),
  language: z.enum(postLanguages, 'posts.choose-again').default('en'),
  suggestedCopy: z.preprocess(list, copies),
  topicId: z.preprocess(emptyAsNull, id.nullable()),
  tacticId: z.preprocess(emptyAsNull, id.nullable()),
  /** Why it can't wait for a tactic. */
  urgentReason: z.preprocess(emptyAsNull, prose().max(300, 'posts.urgent-too-long').nullable()),
  level: z.enum(levels, 'posts.level-missing').default('corporate'),
  audienceTeamIds: z.preprocess(list, z.array(id)),
  campaign: z
    .string()
    .default('')
    .transform((typed) => typed.trim() && campaignFrom(typed)),
  publishAt: z.date().nullable().default(null),
  lastDay: postDay.nullable().default(null),
});

export type PostFields = z.output<typeof postFields>;

/** The input for a new post: a title, a link and at least one suggested copy are required. */
export type PostInput = Pick<PostFields, 'title' | 'link' | 'suggestedCopy'> & Partial<PostFields>;
