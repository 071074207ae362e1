import { model, Schema } from 'mongoose';

/** Which rules the stored clicks are classified by, and how far a run with newer rules has come. */
export const Reclassification = model(
  'Reclassification',
  new Schema({
    _id: { type: String, required: true },
    /** The fingerprint of the rules that all clicks are classified by. */
    done: String,
    /** The fingerprint of the rules of an unfinished run, and the last visitor that it has finished. */
    running: String,
    after: String,
  }),
);
