import { model, Schema, type Types } from 'mongoose';
import type { FlowRow } from './baseline.js';
import type { RegularRule } from './regularity.js';

const { ObjectId } = Schema.Types;
const count = { type: Number, required: true };

const definition = {
  /** The day of its Monday. */
  _id: { type: String, required: true },
  /** The zone and the rule with which it is closed, so that it comes out the same when it is made again. */
  zone: { type: String, required: true },
  rule: {
    type: new Schema({ becomesAt: count, lapsesAt: count }, { _id: false }),
    required: true,
  },
  /** Null while it is being made. Afterwards nothing in it changes. */
  closedAt: { type: Date, default: null },
  month: { type: String, required: true },
  /** Something could be shared by somebody, and sharing was not paused. */
  isCounted: { type: Boolean, default: false },
  /** People by team at the end of the week; null: without a team. Regulars, and others who posted in the month. */
  teams: [
    {
      _id: false,
      teamId: { type: ObjectId, default: null },
      people: count,
      regular: count,
      active: count,
    },
  ],
  /** How the regulars changed since the end of the month before. */
  flows: [
    {
      _id: false,
      fromTeam: { type: ObjectId, default: null },
      toTeam: { type: ObjectId, default: null },
      wasRegular: { type: Boolean, required: true },
      isRegular: { type: Boolean, required: true },
      wasEver: { type: Boolean, required: true },
      isMember: { type: Boolean, required: true },
      people: count,
    },
  ],
  /** By month of their first posting: who is there at the end of the week, and who of them posted in its month. */
  cohorts: [{ _id: false, month: { type: String, required: true }, here: count, active: count }],
} as const;

type Id = Types.ObjectId | null;

/** A closed week as it is stored. */
export interface ClosedWeekRecord {
  _id: string;
  zone: string;
  rule: RegularRule;
  closedAt: Date | null;
  month: string;
  isCounted: boolean;
  teams: { teamId: Id; people: number; regular: number; active: number }[];
  flows: (Omit<FlowRow, 'fromTeam' | 'toTeam'> & { fromTeam: Id; toTeam: Id })[];
  cohorts: { month: string; here: number; active: number }[];
}

/** Who took part regularly at the end of a week: one document for each week, made 14 days after it ended. */
export const ClosedWeek = model('ClosedWeek', new Schema(definition).index({ closedAt: 1, _id: 1 }));

/** The newest closed week; null before there is one. The one after it may be in the making. */
export async function newestClosedWeek(): Promise<string | null> {
  const newest = await ClosedWeek.find({}, { closedAt: 1 }).sort({ _id: -1 }).limit(2).lean();
  return newest.find(({ closedAt }) => closedAt)?._id ?? null;
}
