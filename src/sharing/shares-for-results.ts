import { Share } from './share.model.js';

/** A share with what its results are counted by. */
export interface ShareForResults {
  id: string;
  advocateId: string;
  teamId: string | null;
  network: string;
  postId: string;
  tacticId: string | null;
  goalId: string | null;
  /** When it was first prepared, in the organization's zone. */
  day: string;
  posted: boolean;
}

/** The shares with these ids, in any order. */
export async function findSharesForResults(ids: string[]): Promise<ShareForResults[]> {
  const shares = await Share.find({ _id: { $in: ids } })
    .select({ advocateId: 1, teamId: 1, network: 1, postId: 1, tacticId: 1, goalId: 1, day: 1, posted: 1 })
    .lean();
  return shares.map(({ _id, advocateId, teamId, network, postId, tacticId, goalId, day, posted }) => ({
    tacticId: tacticId?.toString() ?? null,
    goalId: goalId?.toString() ?? null,
    ...{ id: _id.toString(), advocateId: advocateId.toString(), teamId: teamId?.toString() ?? null },
    ...{ network, postId: postId.toString(), day, posted: posted ?? false },
  }));
}

/** The ids of the shares that were first prepared on these days, both included. */
export async function listSharesOfDays({ from, to }: { from: string; to: string }): Promise<string[]> {
  const shares = await Share.find({ day: { $gte: from, $lte: to } }, { _id: 1 }).lean();
  return shares.map(({ _id }) => _id.toString());
}

/** The first day on which anybody prepared a share; null without shares. */
export async function firstDayOfShares(): Promise<string | null> {
  const first = await Share.findOne({}, { day: 1 }).sort({ day: 1 }).lean();
  return first?.day ?? null;
}
