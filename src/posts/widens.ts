/** Who is offered a post, and when. */
export interface Reach {
  /** Empty: everyone. */
  audienceTeamIds: string[];
  /** Null: offered to followers of every topic. */
  topicId: string | null;
  /** Null: as soon as it is approved. */
  publishAt: Date | null;
  /** Null: without end. */
  lastDay: string | null;
}

/**
 * True when the change offers the post to anyone, or at any time, that it was not offered to before: somebody else has
 * to look at it then, as at new words.
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
