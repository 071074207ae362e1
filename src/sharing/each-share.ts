import { dimensionNames, dimensions, type Labels } from '../links/index.js';
import { Share } from './share.model.js';

/** A share with all that it is counted by. */
export interface ShareOfDay {
  day: string;
  /** Ids may be of any type that reads as text. */
  labels: { [N in keyof Labels]?: { toString(): string } | null | undefined };
  posted: boolean;
}

const atOnce = 1_000;
const labels = dimensionNames.flatMap((name) => dimensions[name].label ?? []);

/** The shares that were first prepared on these days, one by one, in any order. */
export async function* eachShareOfDays(days: string[]): AsyncGenerator<ShareOfDay> {
  const shares = Share.find({ day: { $in: days } })
    .select(['day', 'posted', ...labels])
    .lean()
    .cursor({ batchSize: atOnce });
  for await (const { day, posted, ...labelled } of shares)
    yield { day, posted: posted ?? false, labels: labelled };
}
