import { changeCurrent } from '../events/index.js';
import type { Services } from '../services.js';
import { findClickedShares, markDays } from '../statistics/index.js';
import { clickEvidence, openSince } from './posting-evidence.js';
import { Share } from './share.model.js';

const batchSize = 500;
const oneDay = 24 * 3_600_000;

/**
 * Records which unconfirmed shares were posted: a counted click by somebody else is the evidence. Checks shares
 * that were prepared since `since`; by default those that can still get evidence, and one day more because clicks
 * may arrive late. If the click no longer counts, the share is no longer posted. Idempotent. Ends early once
 * `stopping`. Returns how many shares changed.
 */
export async function recordPostings(
  services: Services,
  stopping?: AbortSignal,
  { since }: { since?: Date } = {},
): Promise<number> {
  const from = since ?? new Date(openSince(services.clock.now()).getTime() - oneDay);
  const unconfirmed = Share.find({ status: 'opened', at: { $gte: from } })
    .select({ at: 1, day: 1, posted: 1 })
    .lean()
    .cursor({ batchSize });
  let changed = 0;
  let batch: Prepared[] = [];
  for await (const { _id, at, day, posted } of unconfirmed) {
    if (stopping?.aborted) return changed;
    batch.push({ id: _id.toString(), at, day, posted });
    if (batch.length === batchSize) {
      changed += await recordBatch(services, batch, stopping);
      batch = [];
    }
  }
  return changed + (await recordBatch(services, batch, stopping));
}

interface Prepared {
  id: string;
  at: Date;
  day: string;
  posted: boolean;
}

async function recordBatch(services: Services, shares: Prepared[], stopping?: AbortSignal): Promise<number> {
  if (!shares.length) return 0;
  const clicked = await findClickedShares(
    shares.map(({ id, at }) => ({ shareId: id, ...clickEvidence(at) })),
  );
  const differing = shares.filter(({ id, posted }) => clicked.has(id) !== posted);
  if (!differing.length) return 0;
  await markDays(
    services,
    differing.map(({ day }) => day),
  );
  let changed = 0;
  for (const { id, posted } of differing) {
    if (stopping?.aborted) break;
    const share = await changeCurrent(services, Share, { _id: id }, (now) =>
      now.status === 'opened' && now.posted === posted
        ? { type: posted ? 'share.not-posted' : 'share.posted', by: null, set: { posted: !posted } }
        : null,
    );
    if (share) changed += 1;
  }
  return changed;
}
