import { findTactics, hasFunnel } from '../strategy/index.js';
import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { InvalidInput, type Message } from '../platform/errors.js';
import type { Services } from '../services.js';
import { targetProblem } from '../links/index.js';
import { listTeams, offeredTeams } from '../people/index.js';
import type { PostFields } from './post-fields.js';
import { Topic } from './topic.model.js';

/**
 * Checks that need the database: the organization allows the link, the topic and teams exist, and the last day is
 * not over.
 * @param present.presentTeamIds the teams that the post is for already, which may have ended
 * @param present.before the post as it is stored, whose tactic may have ended
 * @returns the goal of its tactic, and the reason why it has none
 * @throws InvalidInput
 */
export async function checkPost(
  services: Services,
  fields: PostFields,
  { presentTeamIds = [], before }: { presentTeamIds?: string[]; before?: BeforeCheck } = {},
): Promise<{ goalId: string | null; urgentReason: string | null }> {
  const problems: Record<string, Message> = {};
  const elsewhere = await targetProblem(fields.link);
  if (elsewhere) problems.link = elsewhere;
  if (fields.topicId && !(await Topic.exists({ _id: fields.topicId })))
    problems.topicId = 'posts.choose-again';
  if (fields.audienceTeamIds.length) {
    const known = new Set(offeredTeams(await listTeams(), presentTeamIds).map((team) => team.id));
    if (!fields.audienceTeamIds.every((id) => known.has(id))) problems.audienceTeamIds = 'posts.choose-again';
  }
  const { publishAt, lastDay } = fields;
  const zone = await organizationTimeZone();
  if (lastDay && lastDay < dayIn(zone, services.clock.now())) problems.expiresOn = 'posts.expiry-passed';
  else if (lastDay && publishAt && lastDay < dayIn(zone, publishAt))
    problems.expiresOn = 'posts.expiry-before-start';
  const place = await checkTactic(fields, before, problems);
  if (Object.keys(problems).length) throw new InvalidInput(problems);
  return place;
}

interface BeforeCheck {
  tacticId?: unknown;
  publishedAt?: Date | null;
}

/**
 * Once there is a funnel, a post belongs to a tactic that goes on, or an approver is asked to publish it as urgent. What
 * was published before stays untraced until somebody places it.
 */
async function checkTactic(
  { tacticId, urgentReason }: PostFields,
  before: BeforeCheck | undefined,
  problems: Record<string, Message>,
): Promise<{ goalId: string | null; urgentReason: string | null }> {
  if (tacticId) {
    const tactic = (await findTactics([tacticId])).get(tacticId);
    const isSame = String(before?.tacticId) === tacticId;
    if (!tactic) problems.tacticId = 'posts.choose-again';
    else if (!tactic.isOpen && !isSame) problems.tacticId = 'posts.tactic-ended';
    return { goalId: tactic?.goalId ?? null, urgentReason: null };
  }
  const wasUntraced = before?.publishedAt && !before.tacticId;
  if (!urgentReason && !wasUntraced && (await hasFunnel())) problems.tacticId = 'posts.tactic-missing';
  return { goalId: null, urgentReason };
}
