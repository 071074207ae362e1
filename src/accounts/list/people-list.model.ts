import { model, Schema, type InferRawDocType, type Types } from 'mongoose';
import { systemClock } from '../../platform/clock.js';
import { noticeField, noticeIndex } from '../../platform/data/pending-notices.js';
import type { Role } from '../../people/index.js';

const { ObjectId } = Schema.Types;

/** How long a list is stored, in hours. */
export const listHours = 24;

export interface ListRow {
  /** The id that the person gets, so that adding them again finds them. */
  userId: Types.ObjectId;
  name: string;
  email: string;
  teamId: Types.ObjectId | null;
  locationId: Types.ObjectId | null;
  roles: Role[];
}

const definition = {
  takenBy: { type: ObjectId, required: true },
  takenAt: { type: Date, required: true },
  /** What was pasted, so that it can be changed; empty for a file. */
  text: { type: String, default: '' },
  /** `read`: nobody is added yet. `adding`: the job adds them. `added`: done, and the rows are deleted. */
  state: { type: String, enum: ['read', 'adding', 'added'], required: true },
  // People with more than the role of an advocate come first. Not a list of schemas, as making thousands of documents of them takes seconds.
  rows: { type: Schema.Types.Mixed, required: true },
  /** How many people the list adds. */
  people: { type: Number, required: true },
  /** Lines that can't be used; the first of them. */
  problems: {
    type: [
      new Schema(
        {
          line: { type: Number, required: true },
          text: { type: String, default: '' },
          word: { type: String, required: true },
          values: Schema.Types.Mixed,
        },
        { _id: false },
      ),
    ],
    default: [],
  },
  problemCount: { type: Number, default: 0 },
  /** True when somebody gets more than the role of an advocate. */
  hasMoreRoles: { type: Boolean, default: false },
  /** True when mail to some of them needs a relay with SMTPUTF8. */
  needsAllScripts: { type: Boolean, default: false },
  /** True when their invitations are sent at once. */
  isInviting: { type: Boolean, default: false },
  /** How many rows were worked through, and how many people came of them. */
  done: { type: Number, default: 0 },
  added: { type: Number, default: 0 },
  /** For the database, which deletes the list later. */
  recordedAt: { type: Date, default: () => systemClock.now() },
  /** No other process continues before this. */
  claimedUntil: { type: Date, required: true },
  ...noticeField,
} as const;

export type PeopleListRecord = Omit<InferRawDocType<typeof definition>, 'rows'> & {
  _id: Types.ObjectId;
  rows: ListRow[];
};

/** A list of people that an admin sent, until they are added. */
export const PeopleList = model(
  'PeopleList',
  new Schema(definition)
    .index({ state: 1, claimedUntil: 1 })
    .index({ takenBy: 1 })
    .index({ recordedAt: 1 }, { expireAfterSeconds: listHours * 60 * 60 })
    .index(...noticeIndex),
);
