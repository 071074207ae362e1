import { atEndOfQuery } from '../links/index.js';

/** The parameter that carries the click's id to a site of the organization. */
export const clickParameter = 'gs';

/**
 * The parts of the address before and after the click's id, so that each visit only has to join three texts. Null
 * when the address has this parameter already: it is not replaced or repeated.
 */
export function aroundClickId(address: string): [before: string, after: string] | null {
  const { searchParams, href } = new URL(address);
  if ([...searchParams.keys()].some((name) => name.toLowerCase() === clickParameter)) return null;
  const [before, after] = atEndOfQuery(href);
  return [`${before}${clickParameter}=`, after];
}
