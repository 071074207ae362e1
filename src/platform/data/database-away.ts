import mongoose from 'mongoose';

const { mongo } = mongoose;

/** Error codes of a server that shuts down, steps down or can't reach its own servers (MongoDB's error_codes.yml). */
const away = new Set([
  ...[6, 7, 89, 9001], // HostUnreachable, HostNotFound, NetworkTimeout, SocketException
  ...[91, 11600, 11602], // ShutdownInProgress, InterruptedAtShutdown, InterruptedDueToReplStateChange
  ...[189, 10058, 10107, 13435, 13436], // no primary to take the request
]);

const kinds = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoClientClosedError,
  mongoose.Error.MongooseServerSelectionError,
];

/** True when an error means that the database is not available now, rather than that the operation was wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (kinds.some((kind) => error instanceof kind)) return true;
  if (error instanceof mongo.MongoServerError && away.has(Number(error.code))) return true;
  // mongoose reports this for operations that waited for a connection.
  if (error instanceof mongoose.Error && /buffering timed out/.test(error.message)) return true;
  return isDatabaseAway(error.cause);
}
