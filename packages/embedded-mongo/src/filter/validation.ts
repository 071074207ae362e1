import { CommandError } from '../bson/errors.js';
import { compileFilter } from './compile.js';
import type { Predicate } from './filter-contract.js';
import { isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

const levels = ['strict', 'moderate', 'off'];

/** What the catalog stores about which documents a collection takes. */
export interface ValidationMeta {
  validator: Doc;
  /** Moderate: a document that was not valid before may stay so. */
  validationLevel: string;
}

/** The same, ready for use. */
export interface Validation extends ValidationMeta {
  accepts: Predicate;
}

/** Compiles what the catalog stores. Throws BadValue. */
export function compileValidation(meta: ValidationMeta): Validation {
  return { ...meta, accepts: compileFilter(meta.validator) };
}

/** What `create` or `collMod` says of documents to take, beside what was said earlier. Throws for no filter. */
export function readValidation(body: Doc, earlier?: Validation): Validation | undefined {
  const { validator = earlier?.validator, validationAction = 'error' } = body;
  const level = body.validationLevel ?? earlier?.validationLevel ?? 'strict';
  if (!levels.includes(level as string))
    throw new CommandError('BadValue', 'validationLevel is strict, moderate or off');
  if (validationAction !== 'error')
    throw new CommandError('NotImplemented', 'the only validationAction of this store is error');
  if (validator === undefined) return undefined;
  if (!isPlainObject(validator)) throw new CommandError('TypeMismatch', "'validator' must be a document");
  if (Object.keys(validator).length === 0) return undefined;
  return compileValidation({ validator, validationLevel: level as string });
}

/** As `listCollections` shows it, and as `create` takes it. */
export function validationOptions(validation: Validation | undefined): Doc {
  if (!validation) return {};
  const { validator, validationLevel } = validation;
  return { validator, validationLevel, validationAction: 'error' };
}

/** Throws DocumentValidationFailure if a collection does not take what is to become of a document. */
export function validate(
  { validation }: { validation?: Validation | undefined },
  after: Doc,
  before?: Doc,
): void {
  if (!validation || validation.validationLevel === 'off' || validation.accepts(after)) return;
  if (validation.validationLevel === 'moderate' && before && !validation.accepts(before)) return;
  const errInfo = { failingDocumentId: after._id, details: failingParts(validation.validator, after) };
  throw new CommandError('DocumentValidationFailure', 'Document failed validation', { errInfo });
}

function failingParts(validator: Doc, doc: Doc): Doc {
  const parts = Object.entries(validator).map(([path, condition]) => ({ [path]: condition }));
  const failing = parts.flatMap((part, index) =>
    compileFilter(part)(doc)
      ? []
      : [{ index, details: { operatorName: operatorOf(part), specifiedAs: part } }],
  );
  return parts.length === 1 ? failing[0]!.details : { operatorName: '$and', clausesNotSatisfied: failing };
}

function operatorOf(part: Doc): string {
  const [path, condition] = Object.entries(part)[0]!;
  if (path.startsWith('$')) return path;
  const [operator = ''] = isPlainObject(condition) ? Object.keys(condition) : [];
  return operator.startsWith('$') ? operator : '$eq';
}
