/** Parts at the top level of a list: commas within brackets don't divide. */
function parts(list: string): string[] {
  const found = [''];
  let depth = 0;
  for (const letter of list) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) found.push('');
    else found[found.length - 1] += letter;
  }
  return found.map((part) => part.trim());
}

/** A selector with `:is(.a, .b)` as one selector for each of them. What fits elements by name is about any content. */
function expand(selector: string): string[] {
  const at = /:(is|where)\((?=[.\[:])(?![^)]*, [a-z])/.exec(selector);
  if (!at) return [selector];
  const begin = at.index + at[0].length;
  let end = begin;
  for (let depth = 1; depth > 0; end += 1) depth += { '(': 1, ')': -1 }[selector[end]!] ?? 0;
  const [before, after] = [selector.slice(0, at.index), selector.slice(end)];
  return parts(selector.slice(begin, end - 1)).flatMap((one) => expand(`${before}${one}${after}`));
}

const byHand = String.raw`:(hover|focus|focus-visible|focus-within|active)(?![\w-])`;

/** Without pseudo-elements and without what a person does: pointing at it, going there, opening it. */
const atRest = (selector: string) =>
  selector
    .replace(/::[\w-]+/g, '')
    .replace(new RegExp(`:(not|has)\\((${byHand}(, )?)+\\)`, 'g'), '')
    .replace(new RegExp(byHand, 'g'), '')
    .replace(/\[open(="")?\]/g, '')
    .trim();

/** The selectors of a style sheet one by one, for parts at rest. */
export const singleSelectors = (lists: string[]): string[] => [
  ...new Set(
    lists
      .flatMap(parts)
      .flatMap(expand)
      .map(atRest)
      .filter((one) => one !== ''),
  ),
];

/** An expression for the browser: those of the selectors that fit nothing on the page, written in this direction. */
export const apply = (selectors: string[], dir: 'ltr' | 'rtl'): string =>
  `(document.documentElement.dir = '${dir}', ${JSON.stringify(selectors)}.filter((one) => !document.querySelector(one)))`;
