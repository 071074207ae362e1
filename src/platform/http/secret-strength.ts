/** Parts of placeholders in examples. */
const placeholders =
  /change|me|secret|session|example|password|groundswell|your|replace|this|default|key|goes|here|please|value/gi;

/**
 * The least strength of a secret, in bits. Random bytes pass, even 16 of them in hexadecimal (all but one in
 * 8,000).
 */
const leastBits = 56;
/** Of 43 random base64 characters without a digit, practically all have more letters of each case. */
const fewestOfCase = 8;

/**
 * True when a secret looks made up by a person: words, repetitions, sequences, or a placeholder. Words have
 * blanks, or no digits and only one case. For the rest, measures the Shannon entropy after removing repetitions
 * and placeholders.
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
