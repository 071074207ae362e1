import { model, Schema } from 'mongoose';
import { noticeField, noticeIndex } from '../platform/data/pending-notices.js';
import { revisionFields } from '../platform/data/revision.js';
import { foldName } from './fold-name.js';
import { roles } from './permissions.js';

export const User = model(
  'User',
  new Schema({
    name: { type: String, required: true },
    /** The name as it is searched and sorted by. */
    foldedName: {
      type: String,
      default(this: { name: string }) {
        return foldName(this.name);
      },
    },
    /** Lower case. */
    email: { type: String, required: true, unique: true },
    /** argon2id; absent until an invitation is accepted. */
    passwordHash: String,
    roles: { type: [{ type: String, enum: roles, required: true }], default: ['advocate'] },
    teamId: Schema.Types.ObjectId,
    /** Topics this person follows; empty means all. */
    topicIds: { type: [Schema.Types.ObjectId], default: [] },
    /** IANA name. */
    timeZone: { type: String, required: true },
    language: { type: String, default: 'en' },
    status: { type: String, enum: ['invited', 'active', 'deactivated'], default: 'active' },
    /** What a deactivated person was, and is again once they are let in. */
    statusBefore: { type: String, enum: ['invited', 'active'] },
    /** Sessions opened under an earlier number are over. */
    sessionVersion: { type: Number, default: 0 },
    joinedAt: { type: Date, required: true },
    ...revisionFields,
    /** Status or time zone changed, and what is derived from them elsewhere has not followed yet; absent otherwise. */
    isChanged: { type: Boolean, default: true },
    ...noticeField,
  })
    .index({ foldedName: 1, _id: 1 })
    .index({ roles: 1, status: 1 })
    .index({ isChanged: 1 }, { sparse: true })
    .index(...noticeIndex),
);

export const Team = model(
  'Team',
  new Schema({
    name: { type: String, required: true },
    ...revisionFields,
    /** Two teams can't differ in capitals or accents alone. */
    foldedName: {
      type: String,
      unique: true,
      default(this: { name: string }) {
        return foldName(this.name);
      },
    },
  }),
);
