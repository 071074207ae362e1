import { model, Schema, type Types } from 'mongoose';
import { withHistory } from '../events/index.js';
import { noticeField, noticeIndex } from '../platform/data/pending-notices.js';
import { revisionFields } from '../platform/data/revision.js';
import { foldName, startsOfName } from './fold-name.js';
import { localIdentity, type Identity } from './identities.js';
import { roles, type Role } from './permissions.js';
import { grantedByHand, roleOrigins, type RoleGrant } from './role-grants.js';

const userSchema = new Schema({
  name: { type: String, required: true },
  /** The name for searching and sorting. */
  foldedName: {
    type: String,
    default(this: { name: string }) {
      return foldName(this.name);
    },
  },
  /** How the words of the name begin, by which people are found. */
  nameStarts: {
    type: [String],
    default(this: { name: string }) {
      return startsOfName(this.name);
    },
  },
  /** Lower case. */
  email: { type: String, required: true, unique: true },
  /** argon2id; absent until an invitation is accepted. */
  passwordHash: String,
  /** By what they can sign in. Missing, and never empty, while they can't: empty lists are equal in a unique index. */
  identities: {
    type: [
      new Schema(
        { issuer: { type: String, required: true }, subject: { type: String, required: true } },
        { _id: false },
      ),
    ],
    default(this: { _id: Types.ObjectId; passwordHash?: string | null }): Identity[] | undefined {
      return this.passwordHash ? [localIdentity(this._id)] : undefined;
    },
  },
  /** All that they have, wherever they come from. */
  roles: { type: [{ type: String, enum: roles, required: true }], default: ['advocate'] },
  /** The same with their origins. */
  roleGrants: {
    type: [
      new Schema(
        {
          role: { type: String, enum: roles, required: true },
          origin: { type: String, enum: roleOrigins, required: true },
        },
        { _id: false },
      ),
    ],
    default(this: { roles: Role[] }): RoleGrant[] {
      return grantedByHand([...this.roles]);
    },
  },
  teamId: Schema.Types.ObjectId,
  /** Where they work; missing: nobody said. */
  locationId: Schema.Types.ObjectId,
  /** Topics this person follows; empty means all. */
  topicIds: { type: [Schema.Types.ObjectId], default: [] },
  /** IANA name. */
  timeZone: { type: String, required: true },
  language: { type: String, default: 'en' },
  /** `erased`: nothing is left of them but an id, and what they did. */
  status: { type: String, enum: ['invited', 'active', 'deactivated', 'erased'], default: 'active' },
  /** The status before deactivation, which returns when access is given back. */
  statusBefore: { type: String, enum: ['invited', 'active'] },
  /** Sessions with an earlier number are invalid. */
  sessionVersion: { type: Number, default: 0 },
  joinedAt: { type: Date, required: true },
  /** When they last got an invitation; missing while they are added and not invited. */
  invitedAt: Date,
  /** Who invited them last. */
  invitedById: Schema.Types.ObjectId,
  /** How many of their invitations are over: the number of the one that they get next. */
  invitations: Number,
  ...revisionFields,
  /**
   * True while a change of status or time zone has not been applied to everything derived from it; otherwise
   * missing.
   */
  isChanged: { type: Boolean, default: true },
  ...noticeField,
})
  .index({ 'identities.issuer': 1, 'identities.subject': 1 }, { unique: true, sparse: true })
  .index({ foldedName: 1, _id: 1 })
  .index({ status: 1, foldedName: 1, _id: 1 })
  .index({ teamId: 1, foldedName: 1, _id: 1 })
  .index({ nameStarts: 1, foldedName: 1, _id: 1 })
  .index({ roles: 1, status: 1 })
  .index({ status: 1, isChanged: 1 })
  .index(...noticeIndex);
withHistory(userSchema, {
  kind: 'person',
  secret: ['passwordHash'],
  derived: [
    ...['foldedName', 'nameStarts', 'isChanged', 'pendingNotices'],
    ...['invitedAt', 'invitedById', 'invitations'],
  ],
});

export const User = model('User', userSchema);

const teamSchema = new Schema({
  name: { type: String, required: true },
  /** The person who is responsible for it; missing: vacant. `findHeads` also leaves out who was deactivated. */
  headId: Schema.Types.ObjectId,
  ...revisionFields,
  /** Since when nobody can be put into it. Its name and its results stay. */
  endedAt: Date,
  /** Where its people and posts go. It can't be chosen from then on, and is ended when all of them are there. */
  mergedInto: Schema.Types.ObjectId,
  /** Two teams can't differ only in case or accents. */
  foldedName: {
    type: String,
    unique: true,
    default(this: { name: string }) {
      return foldName(this.name);
    },
  },
});
withHistory(teamSchema, { kind: 'team', derived: ['foldedName'] });

export const Team = model('Team', teamSchema);
