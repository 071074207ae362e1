/** The server error codes this store answers with, by name, as MongoDB numbers them. */
export const codes = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  UnsupportedFormat: 12,
  DocumentValidationFailure: 121,
  ExceededMemoryLimit: 146,
  ViewDepthLimitExceeded: 165,
  CommandNotSupportedOnView: 166,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  QueryPlanKilled: 175,
  InvalidIndexSpecificationOption: 197,
  QueryFeatureNotAllowed: 224,
  NotImplemented: 238,
  IndexBuildAborted: 276,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  CursorInUse: 12051,
  OutOfDiskSpace: 14031,
  Location17276: 17276,
  UnrecognizedStage: 40324,
  IDLFailedToParse: 40414,
  IDLUnknownField: 40415,
} as const;

export type CodeName = keyof typeof codes;

/** An error the client is meant to see: it becomes `{ ok: 0, errmsg, code, codeName, ...extra }`. */
export class CommandError extends Error {
  readonly code: number;

  constructor(
    readonly codeName: CodeName,
    message: string,
    readonly extra: Record<string, unknown> = {},
  ) {
    super(message);
    this.code = codes[codeName];
  }
}

/** The error about a field that nobody knows, in a command or in a document of one. */
export function unknownField(path: string, name: string): CommandError {
  return new CommandError('IDLUnknownField', `BSON field '${path}.${name}' is an unknown field.`);
}

/** The error about a field that is left out. */
export function missingField(path: string, name: string): CommandError {
  const message = `BSON field '${path}.${name}' is missing but a required field`;
  return new CommandError('IDLFailedToParse', message);
}

/** The reply to a failed command; what is not a CommandError is this server's own fault. */
export function errorReply(error: unknown): Record<string, unknown> {
  const { code, codeName, message, extra } = asCommandError(error);
  return { ok: 0, errmsg: message, code, codeName, ...extra };
}

/** One entry of `writeErrors` for the item at `index` of a bulk write. */
export function writeError(error: unknown, index: number): Record<string, unknown> {
  const { code, message, extra } = asCommandError(error);
  return { index, code, errmsg: message, ...extra };
}

function asCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  return new CommandError('InternalError', error instanceof Error ? error.message : String(error));
}
