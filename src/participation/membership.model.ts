import { model, Schema } from 'mongoose';

/** Since when and until when a person had a team, a location and a status. */
export const Membership = model(
  'Membership',
  new Schema({
    /** The id of the event that it began with; `assumed/<person>` for what was so before this was recorded. */
    _id: { type: String, required: true },
    personId: { type: Schema.Types.ObjectId, required: true },
    /** The person's revision at its beginning. */
    revision: { type: Number, required: true },
    teamId: { type: Schema.Types.ObjectId, default: null },
    locationId: { type: Schema.Types.ObjectId, default: null },
    status: { type: String, required: true },
    from: { type: Date, required: true },
    /** Null: it goes on. */
    to: { type: Date, default: null },
    /** True when its beginning is not known: the person was there before this was recorded. */
    isAssumed: { type: Boolean, default: false },
  })
    .index({ personId: 1, revision: 1 })
    .index({ status: 1, to: 1 }),
);
