/** A prime below 2^26, so that products of two numbers below it are exact. */
const prime = 67_108_859n;

/** The rank of a matrix modulo a large prime. It is never above the real rank. */
export function rankOf(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => row.map((value) => ((BigInt(value) % prime) + prime) % prime));
  const width = rows[0]?.length ?? 0;
  let rank = 0;
  for (let column = 0; column < width && rank < rows.length; column += 1) {
    const found = rows.findIndex((row, n) => n >= rank && row[column] !== 0n);
    if (found < 0) continue;
    [rows[rank], rows[found]] = [rows[found]!, rows[rank]!];
    const pivot = rows[rank]!;
    const inverse = power(pivot[column]!, prime - 2n);
    for (let n = rank + 1; n < rows.length; n += 1) {
      const factor = (rows[n]![column]! * inverse) % prime;
      if (factor) rows[n] = rows[n]!.map((value, at) => (value + (prime - factor) * pivot[at]!) % prime);
    }
    rank += 1;
  }
  return rank;
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base];
  for (let left = exponent; left; left >>= 1n) {
    if (left & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

/** All ways to choose `size` of a list. */
export function* choose<T>(list: readonly T[], size: number): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (const [n, first] of list.entries())
    for (const others of choose(list.slice(n + 1), size - 1)) yield [first, ...others];
}
