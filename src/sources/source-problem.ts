import type { Message } from '../platform/errors.js';

/** Thrown when an address brings nothing that can be used; `reason` says why, in words for an editor. */
export class SourceProblem extends Error {
  override name = 'SourceProblem';
  constructor(
    readonly reason: Message,
    options?: ErrorOptions,
  ) {
    super(typeof reason === 'string' ? reason : reason.key, options);
  }
}
