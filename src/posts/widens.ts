/** To whom and when a post is offered. */
export interface Reach {
  /** Empty: all teams. */
  audienceTeamIds: string[];
  /** Null: offered regardless of followed topics. */
  topicId: string | null;
  /** Null: as soon as it is approved. */
  publishAt: Date | null;
  /** Null: no end. */
  lastDay: string | null;
}

/**
 * The fields by which a change offers the post to people or at times that were not included before. Like a new text,
 * this needs a new approval.
 */
export function widenedBy(before: Reach, after: Reach): (keyof Reach)[] {
  const teams = after.audienceTeamIds;
  const newTeams = teams.length === 0 || teams.some((id) => !before.audienceTeamIds.includes(id));
  const isWider: Record<keyof Reach, boolean> = {
    audienceTeamIds: before.audienceTeamIds.length > 0 && newTeams,
    topicId: before.topicId !== null && after.topicId !== before.topicId,
    publishAt: before.publishAt !== null && (after.publishAt === null || after.publishAt < before.publishAt),
    lastDay: before.lastDay !== null && (after.lastDay === null || after.lastDay > before.lastDay),
  };
  return (Object.keys(isWider) as (keyof Reach)[]).filter((name) => isWider[name]);
}
