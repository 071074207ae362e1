import { model, Schema } from 'mongoose';
import { roles } from './permissions.js';

export const User = model(
  'User',
  new Schema({
    name: { type: String, required: true },
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
    joinedAt: { type: Date, required: true },
  }).index({ teamId: 1 }),
);

export const Team = model('Team', new Schema({ name: { type: String, required: true, unique: true } }));
