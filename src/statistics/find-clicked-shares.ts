import type { Types } from 'mongoose';
import { Click } from '../clicks/index.js';
import { TrackedLink } from '../links/index.js';

/** A share, and the period to search for clicks, both ends included. */
export interface ClickSpan {
  shareId: string;
  from: Date;
  to: Date;
}

/**
 * The ids of the shares with a counted click in their period. Reads stored clicks, which are deleted after some
 * time.
 */
export async function findClickedShares(spans: ClickSpan[]): Promise<Set<string>> {
  const links = await TrackedLink.find({ shareId: { $in: spans.map(({ shareId }) => shareId) } })
    .select({ shareId: 1 })
    .lean();
  // The first and last click of each day are enough, however many there are.
  const days = await Click.aggregate<{ _id: { link: Types.ObjectId }; first: Date; last: Date }>([
    { $match: { trackedLinkId: { $in: links.map(({ _id }) => _id) }, counted: true } },
    {
      $group: {
        _id: { link: '$trackedLinkId', day: '$day' },
        first: { $min: '$at' },
        last: { $max: '$at' },
      },
    },
  ]);
  const shareOf = new Map(links.map(({ _id, shareId }) => [_id.toString(), shareId]));
  const spanOf = new Map(spans.map((span) => [span.shareId, span]));
  const clicked = new Set<string>();
  for (const { _id, first, last } of days) {
    const shareId = shareOf.get(_id.link.toString())!;
    const { from, to } = spanOf.get(shareId)!;
    if ([first, last].some((at) => at >= from && at <= to)) clicked.add(shareId);
  }
  return clicked;
}
