import type { Types } from 'mongoose';
import { nameFields } from './fold-name.js';
import type { Role } from './permissions.js';

interface Added {
  _id: Types.ObjectId;
  name: string;
  email: string;
  teamId: Types.ObjectId | null;
  locationId: Types.ObjectId | null;
  roles: readonly Role[];
  timeZone: string;
  language: string;
  joinedAt: Date;
}

/** The fields of an invited person. */
export const newUser = ({ name, ...added }: Added) => ({
  ...added,
  ...nameFields(name),
  topicIds: [],
  status: 'invited' as const,
  sessionVersion: 0,
  isChanged: true,
});
