/** Most slugs that are looked up together, and most of them for one network. */
const [most, mostOfNetwork] = [1_000, 20];
/** Beyond `most`, each further network may have one looked up, so that nobody is crowded out by others. */
const mostNetworks = 10_000;

/**
 * The slugs that visitors ask for and that are not in memory, until they are looked up together. A stranger who asks
 * for thousands takes no more room than an office.
 */
export class WantedSlugs {
  #byNetwork = new Map<string, Set<string>>();
  #count = 0;

  /** False when this network, or everybody together, asks for too many: this one is not looked up. */
  add(slug: string, network: string): boolean {
    const known = this.#byNetwork.get(network);
    if (known?.has(slug)) return true;
    if (known ? known.size >= mostOfNetwork || this.#count >= most : this.#byNetwork.size >= mostNetworks)
      return false;
    if (known) known.add(slug);
    else this.#byNetwork.set(network, new Set([slug]));
    this.#count += 1;
    return true;
  }

  /** All of them, each once; afterwards there are none. */
  take(): string[] {
    const slugs = new Set([...this.#byNetwork.values()].flatMap((each) => [...each]));
    this.#byNetwork = new Map();
    this.#count = 0;
    return [...slugs];
  }
}
