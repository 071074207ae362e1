/** How much a collection holds. */
export interface Tally {
  documents: number;
  /** Of the documents alone. */
  bytes: number;
}

/** What every collection holds, by its number: what is on disk, and what the running transaction makes of it. */
export class Tallies {
  #pending = new Map<number, Tally>();

  constructor(readonly committed: Map<number, Tally>) {}

  of(id: number): Tally {
    return sum(this.committed.get(id), this.#pending.get(id));
  }

  add(id: number, documents: number, bytes: number): void {
    this.#pending.set(id, sum(this.#pending.get(id), { documents, bytes }));
  }

  /** The transaction has come to its end. */
  settle(committed: boolean): void {
    if (committed) for (const id of this.#pending.keys()) this.committed.set(id, this.of(id));
    this.#pending = new Map();
  }
}

function sum(a: Tally | undefined, b: Tally | undefined): Tally {
  return {
    documents: (a?.documents ?? 0) + (b?.documents ?? 0),
    bytes: (a?.bytes ?? 0) + (b?.bytes ?? 0),
  };
}
