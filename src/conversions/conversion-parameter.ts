/** The parameter that carries the click's id to a site of the organization. */
export const clickParameter = 'gs';

/**
 * The parts of the address before and after the click's id, so that each visit only has to join three texts. Null
 * when the address has this parameter already: it is not replaced or repeated.
 */
export function aroundClickId(address: string): [before: string, after: string] | null {
  const { searchParams, hash, search } = new URL(address);
  if ([...searchParams.keys()].some((name) => name.toLowerCase() === clickParameter)) return null;
  const end = address.length - hash.length;
  // An empty fragment or query is kept: `https://acme.example/?#`.
  const at = hash || !address.endsWith('#') ? end : end - 1;
  const start = address.slice(0, at);
  const joint = /[?&]$/.test(start) ? '' : search ? '&' : '?';
  return [`${start}${joint}${clickParameter}=`, address.slice(at)];
}
