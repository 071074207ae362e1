import { groupBy } from '../platform/data/group-by.js';
import { Conversion, type ConversionRecord } from './conversion.model.js';

/** `accepted`: reported by a browser, and counted as verified. `replaced`: a server or file reported the same id. */
export type ConversionStatus = 'verified' | 'accepted' | 'unverified' | 'voided' | 'replaced';

/** How each of these conversions counts, by its id. Must agree with the statistics (count-conversions.ts). */
export async function statusesOf(rows: ConversionRecord[]): Promise<Map<string, ConversionStatus>> {
  const accepted = await findAccepted(rows);
  return new Map(rows.map((row) => [row._id.toString(), statusOf(row, accepted)]));
}

function statusOf({ _id, verified, voided }: ConversionRecord, accepted: Set<string>): ConversionStatus {
  if (voided) return voided.by ? 'voided' : 'replaced';
  if (verified) return 'verified';
  return accepted.has(_id.toString()) ? 'accepted' : 'unverified';
}

type Counted = Pick<ConversionRecord, '_id' | 'clickId' | 'kind' | 'day' | 'acceptedPerClickAndDay'>;

/** The first conversions of each click, kind and day, as many as the settings accept. */
async function findAccepted(rows: ConversionRecord[]): Promise<Set<string>> {
  const open = rows.filter((row) => row.acceptedPerClickAndDay && row.clickId && !row.voided);
  if (!open.length) return new Set();
  const alike = await Conversion.find({
    clickId: { $in: open.map(({ clickId }) => clickId!) },
    day: { $in: open.map(({ day }) => day) },
    verified: false,
    acceptedPerClickAndDay: { $gt: 0 },
    voided: null,
  })
    .sort({ _id: 1 })
    .select({ clickId: 1, kind: 1, day: 1, acceptedPerClickAndDay: 1 })
    .lean<Counted[]>();
  const groups = groupBy(alike, ({ clickId, kind, day }) => [clickId, kind, day].join(' '));
  return new Set(
    [...groups.values()].flatMap((group) => {
      const most = Math.max(...group.map((one) => one.acceptedPerClickAndDay ?? 0));
      return group.slice(0, most).map(({ _id }) => _id.toString());
    }),
  );
}
