import { model, Schema } from 'mongoose';

/** The longest name that somebody can choose for the board, in characters. */
export const longestBoardName = 60;

/**
 * Somebody whose results everybody may see, by their own choice. Their results that are published from then on are no
 * cover for others: a cell needs enough people without them.
 */
export const PublicPerson = model(
  'PublicPerson',
  new Schema({
    /** The person. */
    _id: { type: String, required: true },
    /** The name that stands in place of their own; null: their own. */
    pseudonym: { type: String, default: null },
    /** The same without case and accents, so that nobody has it twice. */
    pseudonymKey: { type: String, default: undefined },
    since: { type: Date, required: true },
  })
    .index({ pseudonymKey: 1 }, { unique: true, sparse: true })
    .index({ since: 1 }),
);
