/** A text from views/<feature>/<lang>.json: its key, or its key and values. */
export type Message = string | { key: string; values: Record<string, unknown> };

/** Thrown when something does not exist, or not for this person. Answered with 404. */
export class NotFound extends Error {
  override name = 'NotFound';
}

/** Thrown when a person may not do this. Answered with 403. */
export class Forbidden extends Error {
  override name = 'Forbidden';
}

/** Thrown when a form is not from this site or too old. Nothing is changed. Answered with 403. */
export class FormNotOurs extends Forbidden {
  override name = 'FormNotOurs';
}

/** Thrown when an action is not possible in the current state. Answered with 409. */
export class NotAllowedNow extends Error {
  override name = 'NotAllowedNow';
  constructor(readonly reason: Message) {
    super(typeof reason === 'string' ? reason : reason.key);
  }
}

/** Thrown when too much work is in progress. Answered with 503 and Retry-After. */
export class Busy extends Error {
  override name = 'Busy';
  constructor(
    /** Seconds after which to try again. */
    readonly retryAfter = 10,
    /** What is in progress and what to do, if known. */
    readonly reason?: Message,
  ) {
    super('Too much is under way');
  }
}

/**
 * Thrown when somebody else changed what this change would replace. A form then shows both versions and can be
 * sent again.
 */
export class ChangedMeanwhile extends NotAllowedNow {
  override name = 'ChangedMeanwhile';
}

/** Thrown when input is invalid. Answered with 422 and a message next to each field. */
export class InvalidInput extends Error {
  override name = 'InvalidInput';
  constructor(readonly fields: Record<string, Message>) {
    super(`Invalid input: ${Object.keys(fields).join(', ')}`);
  }
}
