import type { RootDatabase } from 'lmdb';
import { CommandError } from '../bson/errors.js';

type Outcome = { value: unknown } | { error: unknown };

/** A step waiting for its transaction, and whom to tell once the disk has it. */
interface Step {
  step: () => unknown;
  done: (outcome: Outcome) => void;
}

/** Runs a step in a write transaction; resolves after the disk has it. */
export type Write = <T>(step: () => T) => Promise<T>;

/** Write transactions, one after the other, each of all steps that were waiting for it. */
export class Transactions {
  #queue: Step[] = [];

  /** `ended` learns of each transaction, before anybody else, whether the disk has it. */
  constructor(
    readonly env: RootDatabase<Buffer, Buffer>,
    readonly ended: (committed: boolean) => void,
  ) {}

  /**
   * Runs a read-check-write step in a write transaction, alone; all steps queued in one turn of the event loop
   * share one disk flush. A step must do all its checks before its first change, because LMDB does not undo
   * a step that throws half-way. Throws what the step throws, and OutOfDiskSpace.
   */
  async write<T>(step: () => T): Promise<T> {
    const outcome = await new Promise<Outcome>((done) => {
      this.#queue.push({ step, done });
      if (this.#queue.length === 1) setImmediate(() => this.flush());
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.value as T;
  }

  /**
   * Commits what is queued, on this thread: handing it to another costs a lone writer half as much again as
   * the flush.
   */
  flush(): void {
    const steps = this.#queue;
    this.#queue = [];
    if (steps.length === 0) return;
    let outcomes: Outcome[];
    try {
      outcomes = this.env.transactionSync(() => steps.map(({ step }) => outcomeOf(step)));
    } catch (error) {
      this.ended(false);
      for (const { done } of steps) done({ error: explained(error) });
      return;
    }
    this.ended(true);
    steps.forEach(({ done }, i) => done(outcomes[i]!));
  }
}

function outcomeOf(step: () => unknown): Outcome {
  try {
    return { value: step() };
  } catch (error) {
    return { error };
  }
}

const noSpace = /no space left|quota exceeded|file too large|MDB_MAP_FULL/i;
/** What LMDB says when the disk took only a part of a write, as one does that becomes full. */
const shortWrite = /input\/output error/i;

function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const short = shortWrite.test(error.message);
  if (!short && !noSpace.test(error.message)) return error;
  const reason = short ? 'the disk took only a part of what was to be written' : error.message;
  return new CommandError(
    'OutOfDiskSpace',
    `Nothing was written, there is no space left for the store: ${reason}. ` +
      'Reading goes on; writing goes on when there is space.',
  );
}
