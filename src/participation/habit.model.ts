import { model, Schema } from 'mongoose';

const { ObjectId } = Schema.Types;

/** The end of a time that goes on: later than any week. */
export const noEnd = '9999-12-31';

/**
 * How regularly somebody takes part, at the end of the latest closed week. Made from participations and memberships
 * alone, for everybody who ever posted. Weeks are the days of their Mondays.
 */
export const Habit = model(
  'Habit',
  new Schema({
    /** The person. */
    _id: { type: ObjectId, required: true },
    /** The latest week that is in it. */
    through: { type: String, required: true },
    /** Whether they were active in the last counted weeks, oldest first: at most four. */
    recent: { type: [Boolean], default: [] },
    isRegular: { type: Boolean, default: false },
    isMember: { type: Boolean, default: false },
    /** Their team at the end of the week. */
    teamId: { type: ObjectId, default: null },
    /** They posted in the month of the week. */
    isActiveInMonth: { type: Boolean, default: false },
    /** The month of their first posting; null: it proved to be none. */
    firstMonth: { type: String, default: null },
    /** What was so at the end of the month before. */
    monthBefore: {
      type: new Schema(
        {
          isRegular: { type: Boolean, default: false },
          wasEver: { type: Boolean, default: false },
          teamId: { type: ObjectId, default: null },
        },
        { _id: false },
      ),
      default: () => ({}),
    },
    /** From which to which week they were a regular, both included. */
    regular: [{ _id: false, from: { type: String, required: true }, to: { type: String, required: true } }],
  })
    .index({ through: 1, _id: 1 })
    .index({ 'regular.to': 1 }),
);
