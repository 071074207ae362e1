import mongoose from 'mongoose';

const { mongo } = mongoose;

/** Codes of a server that ends, steps down or can't reach its own: MongoDB's error_codes.yml. */
const away = new Set([
  ...[6, 7, 89, 9001], // HostUnreachable, HostNotFound, NetworkTimeout, SocketException
  ...[91, 11600, 11602], // ShutdownInProgress, InterruptedAtShutdown, InterruptedDueToReplStateChange
  ...[189, 10058, 10107, 13435, 13436], // no primary that takes the request
]);

const kinds = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoClientClosedError,
  mongoose.Error.MongooseServerSelectionError,
];

/** True when what failed is that the database does not answer just now: nothing is wrong with what was asked of it. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (kinds.some((kind) => error instanceof kind)) return true;
  if (error instanceof mongo.MongoServerError && away.has(Number(error.code))) return true;
  // mongoose, for what waited to be sent until a connection was there.
  if (error instanceof mongoose.Error && /buffering timed out/.test(error.message)) return true;
  return isDatabaseAway(error.cause);
}
