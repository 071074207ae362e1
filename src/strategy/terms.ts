import type { SocialGoalRecord } from './strategy.model.js';

/** What departments agree to. Milestones are the owner’s. */
const termNames = ['metric', 'start', 'target', 'from', 'to'] as const;
type Terms = Pick<SocialGoalRecord, (typeof termNames)[number]>;

const mostEarlier = 50;

/** The change of a goal whose terms are replaced: the next version, and the earlier terms. Nothing if they stay. */
export function replacedTerms(
  before: SocialGoalRecord,
  after: Terms,
  { at, byId }: { at: Date; byId: string | null },
): object {
  if (termNames.every((name) => before[name] === after[name])) return {};
  const version = before.termsVersion ?? 1;
  const earlier = {
    ...Object.fromEntries(termNames.map((name) => [name, before[name]])),
    version,
    until: at,
    byId,
  };
  return {
    termsVersion: version + 1,
    earlierTerms: [...(before.earlierTerms ?? []), earlier].slice(-mostEarlier),
  };
}

/** Which of the departments that are asked have agreed to the terms as they are. */
export function agreedTeams({
  agreeTeamIds,
  agreements,
  termsVersion,
}: Pick<SocialGoalRecord, 'agreeTeamIds' | 'agreements' | 'termsVersion'>): Set<string> {
  const asked = (agreeTeamIds ?? []).map(String);
  const agreed = (agreements ?? [])
    .filter(({ version }) => version === termsVersion)
    .map(({ teamId }) => teamId.toString());
  return new Set(asked.filter((id) => agreed.includes(id)));
}
