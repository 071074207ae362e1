const longest = 1_000;

/** Caches the results of a function for the last `size` different texts of ordinary length. */
export function remember<T>(size: number, answer: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const found = answer(text);
    if (text.length > longest) return found;
    if (kept.size >= size) kept.delete(kept.keys().next().value!);
    kept.set(text, found);
    return found;
  };
}
