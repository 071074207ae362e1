/** A word from views/<feature>/<lang>.json: its key, or the key with the values it prints. */
export type Message = string | { key: string; values: Record<string, unknown> };

/** Thrown when the thing asked for does not exist, or not for this person. Answered with 404. */
export class NotFound extends Error {
  override name = 'NotFound';
}

/** Thrown when a person may not do this. Answered with 403. */
export class Forbidden extends Error {
  override name = 'Forbidden';
}

/** Thrown when a form was not opened here, or too long ago: nothing of it is done. Answered with 403. */
export class FormNotOurs extends Forbidden {
  override name = 'FormNotOurs';
}

/** Thrown when the action exists but the state of things does not allow it now. Answered with 409. */
export class NotAllowedNow extends Error {
  override name = 'NotAllowedNow';
  constructor(readonly reason: Message) {
    super(typeof reason === 'string' ? reason : reason.key);
  }
}

/** Thrown when too much is under way to take on more. Answered with 503 and Retry-After. */
export class Busy extends Error {
  override name = 'Busy';
  constructor(
    /** Seconds after which it is worth trying again. */
    readonly retryAfter = 10,
    /** What is under way and what to do, where that can be said. */
    readonly reason?: Message,
  ) {
    super('Too much is under way');
  }
}

/** Thrown when somebody else changed what this would replace. A form then shows both, and may be sent again. */
export class ChangedMeanwhile extends NotAllowedNow {
  override name = 'ChangedMeanwhile';
}

/** Thrown when what a person typed can't be used. Answered with 422 and a message beside each field. */
export class InvalidInput extends Error {
  override name = 'InvalidInput';
  constructor(readonly fields: Record<string, Message>) {
    super(`Invalid input: ${Object.keys(fields).join(', ')}`);
  }
}
