/** The parameter that tells a site of the organization which click led to it. */
export const clickParameter = 'gs';

/**
 * What stands before and after the click's id in this address, so that a visit costs no more than putting three
 * texts together. Null when the address has such a parameter of its own: it is neither replaced nor doubled.
 */
export function aroundClickId(address: string): [before: string, after: string] | null {
  const { searchParams, hash, search } = new URL(address);
  if ([...searchParams.keys()].some((name) => name.toLowerCase() === clickParameter)) return null;
  const end = address.length - hash.length;
  // An empty fragment or query is written all the same: `https://acme.example/?#`.
  const at = hash || !address.endsWith('#') ? end : end - 1;
  const start = address.slice(0, at);
  const joint = /[?&]$/.test(start) ? '' : search ? '&' : '?';
  return [`${start}${joint}${clickParameter}=`, address.slice(at)];
}
