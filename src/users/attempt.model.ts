import { model, Schema } from 'mongoose';

/** What rate-limiter-flexible keeps; declared here so that its indexes are built with the others, at start. */
export const Attempt = model(
  'Attempt',
  new Schema({ key: { type: String, required: true, unique: true }, points: Number, expire: Date }).index(
    { expire: 1 },
    { expireAfterSeconds: 0 },
  ),
);
