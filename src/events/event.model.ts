import { model, Schema } from 'mongoose';

/** What happened, one document for each change of a document with history. */
export const EventRecord = model(
  'Event',
  new Schema({
    /** `kind/id/00000003`; an event whose number another one has taken has `~attempt` behind it. */
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    of: { type: String, required: true },
    type: { type: String, required: true },
    at: { type: Date, required: true },
    by: { type: Schema.Types.ObjectId, default: null },
    attempt: { type: String, required: true },
    changes: { type: [Schema.Types.Mixed], required: true },
    /** The reactions that have not succeeded yet. */
    todo: { type: [String], required: true },
    /** `parked`: a reaction failed for a day, and is not tried again by itself. */
    state: { type: String, enum: ['applied', 'done', 'parked'], required: true },
    /** When it is tried next, or, once it is done, when it is deleted. */
    dueAt: { type: Date, required: true },
    /** The worker that goes through the events of this document. */
    holder: { type: String, default: null },
    failures: { type: Number, default: 0 },
    failedSince: { type: Date, default: null },
    /** The last error, for admins. */
    error: { type: String, default: null },
  })
    .index({ state: 1, dueAt: 1 })
    // For urgent ones, and only for the few that are open.
    .index({ state: 1, type: 1, dueAt: 1 }, { partialFilterExpression: { state: 'applied' } })
    .index({ of: 1, state: 1, _id: 1 }),
);
