/** A prime below 2^26, so that products of two numbers below it are exact. */
const prime = 67_108_859;

const modulo = (value: number) => ((value % prime) + prime) % prime;

function inverse(value: number): number {
  let [result, square] = [1, modulo(value)];
  for (let left = prime - 2; left; left = Math.floor(left / 2)) {
    if (left % 2) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

/** Vectors none of which is a combination of the others; each is 1 in a place where the later ones are 0. */
type Basis = readonly { at: number; vector: readonly number[] }[];

/** The basis with these vectors too. */
function extend(basis: Basis, vectors: readonly (readonly number[])[]): Basis {
  const all = [...basis];
  for (const one of vectors) {
    let left: number[] = one.map(modulo);
    for (const { at, vector } of all) {
      const factor = left[at]!;
      if (factor) left = left.map((value, n) => (value + (prime - factor) * vector[n]!) % prime);
    }
    const at = left.findIndex((value) => value !== 0);
    if (at < 0) continue;
    const factor = inverse(left[at]!);
    all.push({ at, vector: left.map((value) => (value * factor) % prime) });
  }
  return all;
}

/** What a reader got to know. */
export interface Known {
  /** Whose each unknown number is. */
  owners: readonly number[];
  /** What each unknown number really is. */
  numbers: readonly number[];
  /** The answers: how often each unknown number is counted in them. */
  rows: readonly (readonly number[])[];
}

/**
 * People, at most so many, about whom some combination of the answers tells something that does not depend on anybody
 * else; null when there are none. All sets of people are tried.
 */
export function findRevealed({ owners, rows }: Omit<Known, 'numbers'>, most = 5): number[] | null {
  const columns = new Map<number, Map<string, number[]>>();
  for (const [n, owner] of owners.entries()) {
    const column = rows.map((row) => row[n]!);
    const own = columns.get(owner) ?? new Map<string, number[]>();
    columns.set(owner, own.set(column.join(), column));
  }
  const people = [...columns].map(([person, own]) => ({ person, columns: [...own.values()] }));
  const rank = extend(
    [],
    people.flatMap((one) => one.columns),
  ).length;
  const search = (n: number, spanned: Basis, hidden: number[]): number[] | null => {
    // The others connect all answers already, whoever else is hidden.
    if (spanned.length === rank) return null;
    if (n === people.length) return hidden;
    const { person, columns: own } = people[n]!;
    const without = hidden.length < most ? search(n + 1, spanned, [...hidden, person]) : null;
    return without ?? search(n + 1, extend(spanned, own), hidden);
  };
  return search(0, [], []);
}

const tiny = 1e-9;

/** The rows without these columns, in echelon form, and what is left of the others once those are gone. */
function eliminate(rows: readonly (readonly number[])[], columns: readonly number[]): number[][] {
  let left = rows.map((row) => [...row]);
  for (const column of columns) {
    const pivot = left.reduce<number[] | null>(
      (best, row) => (Math.abs(row[column]!) > Math.max(tiny, Math.abs(best?.[column] ?? 0)) ? row : best),
      null,
    );
    if (!pivot) continue;
    left = left
      .filter((row) => row !== pivot)
      .map((row) => row.map((value, n) => value - (row[column]! / pivot[column]!) * pivot[n]!));
  }
  return left.filter((row) => row.some((value) => Math.abs(value) > tiny));
}

/** The largest value of one of some numbers from 0 on that add up to 1 at most and fulfil `rows · numbers = 0`. */
function largest(rows: readonly (readonly number[])[], wanted: number): number {
  const width = rows[0]!.length;
  const limits = [...rows, ...rows.map((row) => row.map((value) => -value)), Array<number>(width).fill(1)];
  const table = limits.map((row, n) => [
    ...row,
    ...limits.map((_, slack) => Number(slack === n)),
    Number(n === limits.length - 1),
  ]);
  const basis = limits.map((_, n) => width + n);
  const gain = [...Array<number>(width + limits.length).fill(0), 0];
  gain[wanted] = 1;
  for (;;) {
    // The first that gains, and the first that limits it: so that it ends.
    const entering = gain.findIndex((value, n) => n < gain.length - 1 && value > tiny);
    if (entering < 0) return -gain.at(-1)!;
    let leaving = -1;
    for (const [n, row] of table.entries()) {
      if (row[entering]! <= tiny) continue;
      const ratio = row.at(-1)! / row[entering]!;
      const best = leaving < 0 ? Infinity : table[leaving]!.at(-1)! / table[leaving]![entering]!;
      if (ratio < best - tiny || (ratio < best + tiny && basis[n]! < basis[leaving]!)) leaving = n;
    }
    const pivot = table[leaving]!;
    const by = pivot[entering]!;
    for (const [n, value] of pivot.entries()) pivot[n] = value / by;
    for (const row of [...table, gain]) {
      const factor = row[entering]!;
      if (row === pivot || Math.abs(factor) <= tiny) continue;
      for (const [n, value] of pivot.entries()) row[n] = row[n]! - factor * value;
    }
    basis[leaving] = entering;
  }
}

/**
 * The same answers without the numbers that everybody knows to be 0, because no number is below it. That
 * somebody has nothing is no secret where everybody of a cell has nothing; it must not help with the rest.
 */
export function withoutKnownZeros({ owners, numbers, rows }: Known): Known {
  const keys = numbers.map((_, n) => rows.map((row) => row[n]).join());
  const kinds = [...new Set(keys)];
  const sums = kinds.map((kind) => numbers.reduce((sum, one, n) => sum + (keys[n] === kind ? one : 0), 0));
  const ofKinds = rows.map((row) => kinds.map((kind) => row[keys.indexOf(kind)]!));
  const some = kinds.flatMap((_, n) => (sums[n] ? [n] : []));
  const none = kinds.flatMap((_, n) => (sums[n] ? [] : [n]));
  const conditions = eliminate(ofKinds, some).map((row) => none.map((n) => row[n]!));
  const zeros = new Set(
    conditions.length ? none.filter((_, n) => largest(conditions, n) <= tiny).map((n) => kinds[n]!) : [],
  );
  const kept = keys.flatMap((key, n) => (zeros.has(key) ? [] : [n]));
  const pick = <T>(list: readonly T[]) => kept.map((n) => list[n]!);
  return { owners: pick(owners), numbers: pick(numbers), rows: rows.map(pick) };
}
