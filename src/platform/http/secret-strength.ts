/** What placeholders in examples are made of. */
const placeholders =
  /change|me|secret|session|example|password|groundswell|your|replace|this|default|key|goes|here|please|value/gi;

/** A secret must be at least this hard to guess, in bits. Random bytes pass, 16 of them written in hexadecimal too (all but one in 8,000). */
const leastBits = 56;
/** Of 43 random letters in base64 that happen to have no digit, practically all have more. */
const fewestOfCase = 8;

/**
 * True when a secret looks made by hand: words, repeated, counted up, or a placeholder of an example. Words have blanks,
 * or no digits and letters of one case. For the rest, measures the Shannon entropy of what is left without repetitions and
 * placeholders.
 */
export function isGuessableSecret(secret: string): boolean {
  if (/\s/.test(secret)) return true;
  const isOfOneCase = [/[A-Z]/g, /[a-z]/g].some(
    (letters) => (secret.match(letters) ?? []).length < fewestOfCase,
  );
  if (!/\d/.test(secret) && isOfOneCase) return true;
  const bare = secret.replace(placeholders, '').replace(/(.+?)\1+/gs, '$1');
  const own = [...bare].filter((letter, at) => {
    const step = at && letter.charCodeAt(0) - bare.charCodeAt(at - 1);
    return at === 0 || Math.abs(step) !== 1;
  });
  return shannonBits(own) < leastBits;
}

function shannonBits(letters: string[]): number {
  const counts = new Map<string, number>();
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / letters.length), 0);
}
