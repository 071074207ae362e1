import type { Catalog, Range } from './catalog.js';
import { idRange } from './tables.js';
import type { Table } from './tables.js';
import type { Write } from './transactions.js';

/** Keys removed per write transaction: what others may have to wait for. */
const STEP = 500;

/**
 * Removes what a dropped collection or index held. What is much is only noted as gone when it is dropped, and
 * removed step by step afterwards; after the next start, if need be.
 */
export class Clearing {
  #sweeping: Promise<void> | undefined;
  #stopped = false;

  constructor(
    readonly catalog: Catalog,
    readonly tables: Record<Range['table'], Table>,
    readonly write: Write,
  ) {}

  /** Inside a write transaction, in which nothing leads to the range any more. */
  drop(range: Range): void {
    if (this.#clear(range)) return;
    this.catalog.discard(range);
    this.catalog.gone.push(range);
    // What fails here is tried again when the next sweep is due.
    this.sweep().catch(() => undefined);
  }

  /** Removes all that is gone, in steps between which others are served. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#all().finally(() => (this.#sweeping = undefined));
    return this.#sweeping;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #all(): Promise<void> {
    while (!this.#stopped && this.catalog.gone.length > 0) await this.write(() => this.#some());
  }

  #some(): void {
    const [range] = this.catalog.gone;
    if (!range || !this.#clear(range)) return;
    this.catalog.gone.shift();
    this.catalog.keep(range);
  }

  /** Returns whether nothing is left. */
  #clear({ table, id }: Range): boolean {
    return this.tables[table].clear(...idRange(id), STEP);
  }
}
