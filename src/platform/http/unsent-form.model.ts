import { model, Schema } from 'mongoose';

/** What somebody typed into a form that could not be sent yet: one for each session, for a day. */
export const UnsentForm = model(
  'UnsentForm',
  new Schema(
    {
      /** Made from the id of the session that the form was shown in. */
      _id: { type: String, required: true },
      /** The one person who gets it back. */
      personId: { type: String, required: true },
      page: { type: String, required: true },
      /** The fields as JSON: their names come from the request. */
      values: { type: String, required: true },
      /** The names of those that hold texts. */
      texts: { type: [String], required: true },
      expiresAt: { type: Date, required: true },
    },
    // Tidied by the clock of the database; whether a form still waits is asked of `expiresAt`.
    { timestamps: { createdAt: false, updatedAt: 'keptAt' } },
  ).index({ keptAt: 1 }, { expireAfterSeconds: 24 * 60 * 60 }),
  // The name of the collection in every release.
  'keptforms',
);
