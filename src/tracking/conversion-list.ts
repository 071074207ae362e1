import {
  Conversion,
  type ConversionKind,
  type ConversionRecord,
  type ConversionWay,
} from './conversion.model.js';
import type { MissReason } from './attribution-rule.js';
import { TrackedLink } from './tracked-link.model.js';

export interface ListedConversion {
  id: string;
  kind: ConversionKind;
  externalId: string;
  at: Date;
  /** In minor units of `currency`; null when it was told none. */
  value: number | null;
  currency: string | null;
  via: ConversionWay;
  /** The post and the network whose link led to it; null when it is attributed to none. */
  cause: { postId: string; network: string } | null;
  because: MissReason | null;
}

const pageSize = 25;

/** One page (from 1) of conversions, the latest told first. A page beyond the last is the last. */
export async function listConversions({
  page: wanted,
  unattributed,
}: {
  page: number;
  unattributed: boolean;
}) {
  const filter = unattributed ? { trackedLinkId: null } : {};
  const total = await Conversion.countDocuments(filter);
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const page = Math.min(wanted, pages);
  const found = await Conversion.find(filter)
    .sort({ _id: -1 })
    .skip((page - 1) * pageSize)
    .limit(pageSize)
    .lean<ConversionRecord[]>();
  const links = await TrackedLink.find({
    _id: { $in: found.flatMap(({ trackedLinkId }) => trackedLinkId ?? []) },
  })
    .select({ 'labels.postId': 1, 'labels.network': 1 })
    .lean();
  const causes = new Map(links.map(({ _id, labels }) => [_id.toString(), labels]));
  return { items: found.map((one) => asListed(one, causes)), total, page, pages };
}

function asListed(
  { _id, kind, externalId, at, value, currency, via, because, trackedLinkId }: ConversionRecord,
  causes: Map<string, { postId: string; network: string }>,
): ListedConversion {
  const labels = trackedLinkId && causes.get(trackedLinkId.toString());
  return {
    id: _id.toString(),
    kind,
    externalId,
    at,
    value: value ?? null,
    currency: currency ?? null,
    via,
    cause: labels ? { postId: labels.postId, network: labels.network } : null,
    because: because as MissReason | null,
  };
}
