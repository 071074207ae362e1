/** Keeps what was used last, up to this many bytes in all. */
export class ByteCache {
  readonly #entries = new Map<string, Buffer>();
  #bytes = 0;

  constructor(private readonly most: number) {}

  get(name: string): Buffer | undefined {
    const found = this.#entries.get(name);
    if (found) {
      // A map lists its entries in the order in which they came: this one is the latest again.
      this.#entries.delete(name);
      this.#entries.set(name, found);
    }
    return found;
  }

  set(name: string, body: Buffer): void {
    if (body.length > this.most || this.#entries.has(name)) return;
    this.#entries.set(name, body);
    this.#bytes += body.length;
    for (const [oldest, { length }] of this.#entries) {
      if (this.#bytes <= this.most) return;
      this.#entries.delete(oldest);
      this.#bytes -= length;
    }
  }
}
