import type { Message } from '../platform/errors.js';

/** Thrown when an address returns nothing usable; `reason` is a message for an editor. */
export class SourceProblem extends Error {
  override name = 'SourceProblem';
  constructor(
    readonly reason: Message,
    options?: ErrorOptions,
  ) {
    super(typeof reason === 'string' ? reason : reason.key, options);
  }
}
