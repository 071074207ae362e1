import type { Collection } from '../catalog.js';
import type { Clearing } from '../deferred-removal.js';
import { IndexBuild } from './index-build.js';
import type { BuildSite } from './index-build.js';
import type { IndexMeta } from './definition.js';
import type { Write } from '../transactions.js';

/** Documents read for an index per write transaction: what others may have to wait for. */
const STEP = 500;

/** Says inside a write transaction, in which it may look around, which indexes a collection is to get. */
export type Missing = (collection: Collection) => readonly Omit<IndexMeta, 'id'>[];

/** How many indexes a collection had before and has after a build, and whether it was made for it. */
export interface Built {
  before: number;
  after: number;
  created: boolean;
}

/** The builds of indexes, on each collection one after the other. */
export class IndexBuilds {
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(
    readonly site: BuildSite,
    readonly write: Write,
    readonly clearing: Clearing,
  ) {}

  async run(db: string, name: string, missing: Missing): Promise<Built> {
    const ns = `${db}.${name}`;
    const built = (this.#last.get(ns) ?? Promise.resolve()).then(() => this.#build(db, name, missing));
    // What fails to be cleared here is tried again when the next sweep is due.
    const over = built.catch(() => this.clearing.sweep()).catch(() => undefined);
    this.#last.set(ns, over);
    try {
      return await built;
    } finally {
      if (this.#last.get(ns) === over) this.#last.delete(ns);
    }
  }

  async #build(db: string, name: string, missing: Missing): Promise<Built> {
    const { catalog } = this.site;
    let build: IndexBuild | undefined;
    const [built, complete] = await this.write((): [Built, boolean] => {
      const existing = catalog.collections.get(`${db}.${name}`);
      const collection = existing ?? catalog.add(db, name);
      const before = collection.indexes.length;
      const metas = missing(collection);
      if (metas.length > 0) build = new IndexBuild(this.site, collection, metas);
      return [{ before, after: before + metas.length, created: !existing }, !build || build.step(STEP)];
    });
    for (let done = complete; !done;) done = await this.write(() => build!.step(STEP));
    return built;
  }
}
