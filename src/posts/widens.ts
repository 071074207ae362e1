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
 * True when the change offers the post to people or at times that were not included before. Like a new text, this
 * needs a new approval.
 */
export function widens(before: Reach, after: Reach): boolean {
  const teams = after.audienceTeamIds;
  const newTeams = teams.length === 0 || teams.some((id) => !before.audienceTeamIds.includes(id));
  return (
    (before.audienceTeamIds.length > 0 && newTeams) ||
    (before.topicId !== null && after.topicId !== before.topicId) ||
    (before.publishAt !== null && (after.publishAt === null || after.publishAt < before.publishAt)) ||
    (before.lastDay !== null && (after.lastDay === null || after.lastDay > before.lastDay))
  );
}
