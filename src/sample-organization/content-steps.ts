import {
  approvePost,
  draftPost,
  editPost,
  expireDuePosts,
  publishDuePosts,
  recallPost,
  returnPost,
  submitPost,
} from '../posts/index.js';
import type { Services } from '../services.js';
import { listTeams, type SignedIn } from '../people/index.js';
import { offeredFrom, recalledAt, workdaysBefore, type Calendar } from './calendar.js';
import { withIdsOf } from './fixed-ids.js';
import type { PeopleByMailbox } from './people.js';
import { posts, type SamplePost } from './posts/index.js';

/** An action at a moment, done by a verb whose clock is set to that moment. */
export interface Step {
  at: Date;
  run(services: Services): Promise<unknown>;
}

/** The ids of posts that exist so far, by their sample data. */
export type PostIds = Map<SamplePost, string>;

/** Whether the history of a post is so plain and so long ago that it is stored at once, not through verbs. */
export const isEarlier = (post: SamplePost): boolean =>
  post.daysAgo > 35 && !!post.offeredFor && !post.fate && !post.teams && !post.language && !post.proposed;

/** All actions of editors up to now but on earlier posts, and the ids of posts as they are created. */
export async function contentSteps(
  calendar: Calendar,
  people: PeopleByMailbox,
  topicIds: Map<string, string>,
): Promise<{ steps: Step[]; postIds: PostIds }> {
  const teamIds = new Map((await listTeams()).map(({ id, name }) => [name, id]));
  const postIds: PostIds = new Map();
  const person = (mailbox: string) => people.get(mailbox)!;

  const stepsOf = (post: SamplePost): Step[] => {
    const { from, until, lastDay } = offeredFrom(calendar, post);
    const { title, link, summary, language, copies, level, author, topic, teams = [], note = '' } = post;
    const draft = {
      ...{ actor: person(author), title, link, summary, level, suggestedCopy: copies },
      ...(language && { language }),
      topicId: topicIds.get(topic)!,
      audienceTeamIds: teams.map((name) => teamIds.get(name)!),
      publishAt: from,
      lastDay,
    };
    const move = (actor: SignedIn) => ({ postId: postIds.get(post)!, actor });
    const approver = person('leila');
    // Future posts were written in the last days.
    const last = workdaysBefore(calendar, Math.max(post.daysAgo, 0), 1);
    const step = (workdays: number, time: string, run: Step['run']) => ({
      at: calendar.moment(workdaysBefore(calendar, last, workdays), time),
      run,
    });

    const drafted = step(3, '14:20', async (services) =>
      withIdsOf(`post ${title}`, async () => postIds.set(post, (await draftPost(services, draft)).id)),
    );
    const submitted = step(2, '10:05', (services) => submitPost(services, move(person(author))));
    const returned = step(0, '16:30', (services) => returnPost(services, { ...move(approver), note }));
    const approved = step(0, '17:15', (services) => approvePost(services, move(approver)));
    const { summary: newSummary = summary, copies: newCopies = copies } = post.proposed ?? {};
    const changed = { ...draft, summary: newSummary, suggestedCopy: newCopies };
    const proposed: Step[] = post.proposed
      ? [
          {
            at: calendar.moment(workdaysBefore(calendar, 1, 0), '15:40'),
            run: (services) => editPost(services, { ...changed, ...move(person(author)) }),
          },
        ]
      : [];
    const published = { at: from, run: publishDuePosts };
    const expired: Step[] = until ? [{ at: new Date(until.getTime() + 60_000), run: expireDuePosts }] : [];
    const recalled: Step = {
      at: recalledAt(calendar, post),
      run: (services) => recallPost(services, { ...move(approver), note }),
    };
    const lives: Record<NonNullable<SamplePost['fate']> | 'published', Step[]> = {
      draft: [drafted],
      'in-review': [drafted, submitted],
      returned: [drafted, submitted, returned],
      scheduled: [drafted, submitted, approved],
      published: [drafted, submitted, approved, published, ...proposed, ...expired],
      recalled: [drafted, submitted, approved, published, recalled],
    };
    return lives[post.fate ?? 'published'];
  };

  const written = posts.filter((post) => !isEarlier(post));
  const steps = written.flatMap(stepsOf).filter((step) => step.at < calendar.now);
  return { steps, postIds };
}
