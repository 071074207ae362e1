import type { Types } from 'mongoose';
import { sumOf } from '../platform/data/sums.js';
import { groupBy } from '../platform/data/group-by.js';
import { Conversion } from './conversion.model.js';

interface OfDay {
  trackedLinkId: { $in: Types.ObjectId[] };
  day: string;
}

/** Conversions that are counted together. Accepted ones are grouped by click, as the limit applies to each click. */
interface Group {
  _id: {
    link: Types.ObjectId;
    kind: string;
    currency: string | null;
    verified: boolean;
    accepted: number;
    click: Types.ObjectId | null;
  };
  count: number;
  value: number;
}

/** The counts of a link's conversions in its daily statistics. */
export interface ConversionCounts {
  conversions: Record<string, number>;
  values: Record<string, Record<string, number>>;
  unverified: Record<string, number>;
  unverifiedValues: Record<string, Record<string, number>>;
}

/** Counts the conversions of some links on one day, by link. Voided ones are not counted. */
export async function countConversions(ofDay: OfDay): Promise<(linkId: string) => ConversionCounts> {
  const isAccepted = { $gt: ['$acceptedPerClickAndDay', 0] };
  const groups = await Conversion.aggregate<Group>([
    { $match: { ...ofDay, voided: null } },
    {
      $group: {
        _id: {
          link: '$trackedLinkId',
          kind: '$kind',
          currency: '$currency',
          verified: '$verified',
          accepted: '$acceptedPerClickAndDay',
          click: { $cond: [isAccepted, '$clickId', null] },
        },
        count: { $sum: 1 },
        value: { $sum: '$value' },
      },
    },
  ]);
  const byLink = groupBy(groups, ({ _id }) => _id.link.toString());
  return (linkId) => sumUp(byLink.get(linkId) ?? []);
}

function sumUp(groups: Group[]): ConversionCounts {
  const counts: ConversionCounts = { conversions: {}, values: {}, unverified: {}, unverifiedValues: {} };
  const addCount = (to: Record<string, number>, kind: string, count: number) => {
    if (count) to[kind] = (to[kind] ?? 0) + count;
  };
  for (const { _id, value } of groups) {
    const values = _id.verified ? counts.values : counts.unverifiedValues;
    if (_id.currency) addCount((values[_id.currency] ??= {}), _id.kind, value);
  }
  const sameClick = ({ _id: { kind, verified, accepted, click } }: Group) =>
    [kind, verified, accepted > 0, click?.toString()].join(' ');
  for (const alike of groupBy(groups, sameClick).values()) {
    const { kind, verified } = alike[0]!._id;
    const count = sumOf(alike.map((group) => group.count));
    const limit = verified ? count : Math.max(...alike.map(({ _id }) => _id.accepted ?? 0));
    addCount(counts.conversions, kind, Math.min(count, limit));
    addCount(counts.unverified, kind, Math.max(0, count - limit));
  }
  return counts;
}
