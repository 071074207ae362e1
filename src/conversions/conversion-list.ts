import { countedPage } from '../platform/data/paging.js';
import type { QueryFilter } from 'mongoose';
import {
  Conversion,
  type ConversionKind,
  type ConversionRecord,
  type ConversionWay,
} from './conversion.model.js';
import type { MissReason } from './attribution-rule.js';
import { statusesOf, type ConversionStatus } from './conversion-status.js';
import { TrackedLink } from '../links/index.js';
import { selected, type ConversionSelection } from './void-conversions.js';

export interface ListedConversion {
  id: string;
  kind: ConversionKind;
  externalId: string;
  at: Date;
  /** The day that it counts on, in the organization's time zone. */
  day: string;
  /** In minor units of `currency`; null when none was reported. */
  value: number | null;
  currency: string | null;
  via: ConversionWay;
  status: ConversionStatus;
  /** Who voided it, when and why. */
  voided: { at: Date; by: string; reason: string } | null;
  clickId: string | null;
  /** The post and network of the link that led to it; null when it is not attributed. */
  cause: { postId: string; network: string } | null;
  because: MissReason | null;
}

const pageSize = 25;

/** What the list can be filtered by. `unverified` includes accepted reports of browsers. */
const filters = {
  unattributed: { trackedLinkId: null },
  unverified: { verified: false, voided: null },
  voided: { 'voided.at': { $gt: new Date(0) } },
} as const;

export const conversionFilters = Object.keys(filters) as (keyof typeof filters)[];
export type ConversionFilter = keyof typeof filters;

/** One page (from 1) of conversions, the latest reported first. Pages beyond the end show the last page. */
export async function listConversions({ page, show }: { page: number; show?: ConversionFilter | undefined }) {
  return listWhere(show ? { ...filters[show] } : {}, page);
}

/** The latest conversions that voiding this selection would void, and how many there are. */
export async function listVoidable(selection: ConversionSelection) {
  return listWhere({ ...selected(selection), voided: null }, 1);
}

async function listWhere(filter: QueryFilter<ConversionRecord>, wanted: number) {
  const { skip, ...place } = await countedPage(wanted, {
    size: pageSize,
    count: (limit) => Conversion.countDocuments(filter, { limit }),
  });
  const found = await Conversion.find(filter)
    .sort({ _id: -1 })
    .skip(skip)
    .limit(pageSize)
    .lean<ConversionRecord[]>();
  const [links, statuses] = await Promise.all([
    TrackedLink.find({ _id: { $in: found.flatMap(({ trackedLinkId }) => trackedLinkId ?? []) } })
      .select({ 'labels.postId': 1, 'labels.network': 1 })
      .lean(),
    statusesOf(found),
  ]);
  const causes = new Map(links.map(({ _id, labels }) => [_id.toString(), labels]));
  const items = found.map((one) => asListed(one, causes, statuses.get(one._id.toString())!));
  return { items, ...place };
}

function asListed(
  row: ConversionRecord,
  causes: Map<string, { postId: string; network: string }>,
  status: ConversionStatus,
): ListedConversion {
  const { _id, kind, externalId, at, day, via, voided, clickId, trackedLinkId } = row;
  const labels = trackedLinkId && causes.get(trackedLinkId.toString());
  return {
    id: _id.toString(),
    ...{ kind, externalId, at, day, via, status },
    value: row.value ?? null,
    currency: row.currency ?? null,
    voided: voided?.by ? { at: voided.at!, by: voided.by.toString(), reason: voided.reason ?? '' } : null,
    clickId: clickId?.toString() ?? null,
    cause: labels ? { postId: labels.postId, network: labels.network } : null,
    because: row.because as MissReason | null,
  };
}
