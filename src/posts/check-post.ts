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
 * @param presentTeamIds the teams that the post is for already, which may have ended
 * @throws InvalidInput
 */
export async function checkPost(
  services: Services,
  fields: PostFields,
  presentTeamIds: string[] = [],
): Promise<void> {
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
  if (Object.keys(problems).length) throw new InvalidInput(problems);
}
