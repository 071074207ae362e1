import { model, Schema } from 'mongoose';

/** What somebody typed into a form that could not be sent: one form for each session, stored for a day. */
export const UnsentForm = model(
  'UnsentForm',
  new Schema(
    {
      /** Derived from the id of the session that the form was shown in. */
      _id: { type: String, required: true },
      /** The only person who gets it back. */
      personId: { type: String, required: true },
      page: { type: String, required: true },
      /** The fields as JSON: their names come from the request. */
      values: { type: String, required: true },
      /** The names of the fields with texts. */
      texts: { type: [String], required: true },
      expiresAt: { type: Date, required: true },
    },
    // MongoDB deletes expired forms by its own clock; the product reads `expiresAt`.
    { timestamps: { createdAt: false, updatedAt: 'keptAt' } },
  )
    .index({ personId: 1 })
    .index({ keptAt: 1 }, { expireAfterSeconds: 24 * 60 * 60 }),
  // The name of this collection since the first release.
  'keptforms',
);
