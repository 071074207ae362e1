import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { bytesWithin, unseal } from './checksums.js';
import { FORMAT, FORMAT_KEY } from './format.js';
import { readNumber, tableOf } from './tables.js';
import type { TableName } from './tables.js';
import type { Tally } from './counters.js';

/** The data file is not what the store left on disk: opening it could end the process without a word. */
export class DataFileDamaged extends Error {
  constructor(
    file: string,
    problem: string,
    advice = "Move the store's directory aside, keep it, and restore your last backup.",
  ) {
    super(`The data file ${file} ${problem}. Nothing was changed. ${advice}`);
    this.name = 'DataFileDamaged';
  }
}

/** Where LMDB 0.9.9x keeps things, on a 64-bit little-endian machine (mdb.c: MDB_page_header, MDB_meta, MDB_db, MDB_node). */
const MAGIC = 0xbeefc0de;
const VERSION = 2;
const META_BYTES = 168;
const HEADER_BYTES = 24;
const NODE_BYTES = 8;
const [FREE_DB, MAIN_DB] = [48, 96];
const [ROOT, ENTRIES] = [40, 32];
const Page = { branch: 1, leaf: 2, overflow: 4 };
const Node = { big: 1, table: 2 };
const NO_PAGE = 2n ** 64n - 1n;

interface Meta {
  transaction: bigint;
  pageBytes: number;
  bytes: Buffer;
}

/** A table while its pages are walked. */
interface Walked {
  /** Undefined for what LMDB keeps for itself. */
  name?: TableName | undefined;
  /** How many were checked. */
  entries: number;
  /** The last key, which all that follow are greater than. */
  last?: Buffer;
  /** The last key was that of a branch: the next may equal it. */
  branch?: boolean;
}

/**
 * Walks every page that the last transaction reaches and checks that it is in the file and is what it claims to
 * be, because LMDB follows page numbers unseen: a page cut off is a SIGBUS, one overwritten a segmentation fault.
 * Keys must be in order and entries of indexes as they were written, because what is not found by them would
 * not be missed. Documents are checked when they are read. Returns what each collection holds, by its number.
 * Costs about two seconds per gigabyte. Throws DataFileDamaged.
 */
export function checkDataFile(file: string): Map<number, Tally> {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  try {
    return new Walk(file, fd).run();
  } finally {
    closeSync(fd);
  }
}

class Walk {
  readonly #meta: Meta;
  readonly #pages: number;
  readonly #tallies = new Map<number, Tally>();

  constructor(
    readonly file: string,
    readonly fd: number,
  ) {
    this.#meta = this.#newest();
    this.#pages = Math.floor(fstatSync(fd).size / this.#meta.pageBytes);
  }

  run(): Map<number, Tally> {
    try {
      this.#table(this.#meta.bytes.subarray(FREE_DB), { entries: 0 });
      this.#table(this.#meta.bytes.subarray(MAIN_DB), { entries: 0 });
    } catch (error) {
      // Another process is writing: what was read is stale, not damaged. Claiming the directory will say so.
      if (this.#newest().transaction === this.#meta.transaction) throw error;
    }
    return this.#tallies;
  }

  #newest(): Meta {
    const first = this.#metaAt(0);
    const second = this.#metaAt(first.pageBytes);
    return first.transaction > second.transaction ? first : second;
  }

  #metaAt(position: number): Meta {
    const bytes = Buffer.alloc(META_BYTES);
    if (fstatSync(this.fd).size === 0) throw this.#damage('it is empty');
    readSync(this.fd, bytes, 0, META_BYTES, position);
    const pageBytes = bytes.readUInt32LE(FREE_DB);
    const known = bytes.readUInt32LE(HEADER_BYTES) === MAGIC && bytes.readUInt32LE(28) === VERSION;
    if (!known || pageBytes < 512 || pageBytes > 65_536)
      throw this.#damage('its head is not that of a store');
    return { transaction: bytes.readBigUInt64LE(152), pageBytes, bytes };
  }

  #table(record: Buffer, table: Walked): void {
    const root = record.readBigUInt64LE(ROOT);
    const found = root === NO_PAGE ? 0 : this.#tree(Number(root), record.readUInt16LE(6), table);
    if (BigInt(found) !== record.readBigUInt64LE(ENTRIES)) throw this.#damage('it lacks entries');
  }

  /** Returns how many entries there are under a page that stands `depth` levels above nothing. */
  #tree(number: number, depth: number, table: Walked): number {
    const page = this.#page(number, depth > 1 ? Page.branch : Page.leaf, 1);
    const nodes = page.readUInt16LE(20) / 2;
    const upper = HEADER_BYTES + page.readUInt16LE(22);
    if (HEADER_BYTES + nodes * 2 > upper || upper > page.length) throw this.#strange(number);
    let entries = depth > 1 ? 0 : nodes;
    for (let i = 0; i < nodes; i++) {
      const at = HEADER_BYTES + page.readUInt16LE(HEADER_BYTES + i * 2);
      if (at < upper || at + NODE_BYTES > page.length) throw this.#strange(number);
      const key = page.subarray(at + NODE_BYTES, at + NODE_BYTES + page.readUInt16LE(at + 6));
      // The first key of a branch is not looked at by anybody.
      if (table.name && (depth === 1 || i > 0)) this.#inOrder(table, key, depth > 1);
      if (depth > 1) entries += this.#tree(page.readUIntLE(at, 6), depth - 1, table);
      else this.#entry(page, at, key, { number, table });
    }
    return entries;
  }

  #inOrder(table: Walked, key: Buffer, branch: boolean): void {
    const order = table.last ? Buffer.compare(table.last, key) : -1;
    if (order > 0 || (order === 0 && !table.branch))
      throw this.#damage(`the keys of its ${table.name} are not in order`);
    table.last = key;
    table.branch = branch;
  }

  #entry(page: Buffer, at: number, key: Buffer, { number, table }: { number: number; table: Walked }): void {
    const size = page.readUInt32LE(at);
    const flags = page.readUInt16LE(at + 4);
    const value = at + NODE_BYTES + key.length;
    const big = (flags & Node.big) !== 0;
    if (value + (big ? 24 : size) > page.length) throw this.#strange(number);
    if (big) {
      const pages = Math.ceil((HEADER_BYTES + size) / this.#meta.pageBytes);
      this.#page(Number(page.readBigUInt64LE(value)), Page.overflow, pages);
    }
    const bytes = page.subarray(value, value + size);
    if (flags & Node.table)
      this.#table(bytes, { name: tableOf(key.toString('latin1', 0, key.length - 1)), entries: 0 });
    else if (table.name === 'documents') this.#count(key, size);
    else if (table.name && !big) this.#check(table, key, bytes);
  }

  #count(key: Buffer, size: number): void {
    const collection = readNumber(key);
    const tally = this.#tallies.get(collection) ?? { documents: 0, bytes: 0 };
    tally.documents += 1;
    tally.bytes += bytesWithin(size);
    this.#tallies.set(collection, tally);
  }

  #check(table: Walked, key: Buffer, bytes: Buffer): void {
    const value = unseal(key, bytes);
    if (
      table.name === 'catalog' &&
      table.entries++ === 0 &&
      !(key.equals(FORMAT_KEY) && value?.equals(FORMAT))
    )
      throw new DataFileDamaged(
        this.file,
        'was written by another version of this store, in a format that this one does not read',
        "Export it with that version, move the store's directory aside, and import it with this one.",
      );
    if (!value) throw this.#damage(`one of its ${table.name} is not what was written`);
  }

  /** `pages` is how many a value needs; LMDB leaves one that a transaction made smaller in as many as it had. */
  #page(number: number, kind: number, pages: number): Buffer {
    const { pageBytes, transaction } = this.#meta;
    this.#inFile(number, pages);
    const bytes = Buffer.allocUnsafe(kind === Page.overflow ? HEADER_BYTES : pageBytes);
    readSync(this.fd, bytes, 0, bytes.length, number * pageBytes);
    const same = bytes.readBigUInt64LE(0) === BigInt(number) && bytes.readUInt16LE(18) === kind;
    const held = kind === Page.overflow ? bytes.readUInt32LE(20) : 1;
    if (!same || held < pages || bytes.readBigUInt64LE(8) > transaction) throw this.#strange(number);
    this.#inFile(number, held);
    return bytes;
  }

  #inFile(number: number, pages: number): void {
    if (!(number >= 2 && number + pages <= this.#pages))
      throw this.#damage(`page ${number} is missing, the file ends after ${this.#pages}`);
  }

  #strange(number: number): DataFileDamaged {
    return this.#damage(`page ${number} does not hold what belongs there`);
  }

  #damage(problem: string): DataFileDamaged {
    return new DataFileDamaged(this.file, `is damaged: ${problem}`);
  }
}
