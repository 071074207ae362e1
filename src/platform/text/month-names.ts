/** The languages whose names of months are read: those that a post can have, and those of files that people export. */
export const monthLanguages =
  // prettier-ignore
  ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'cs', 'sv', 'da', 'nb', 'fi', 'hu', 'ro', 'tr', 'el', 'ru', 'uk', 'ja', 'ko', 'zh'];

/** Common, but not in the data of Intl. */
const further: Record<string, number> = { mrz: 3, maerz: 3 };

const shortest = 3;

/** A name without accents, dots and capitals: `Févr.` and `FEVR` are the same. */
const fold = (name: string) => name.normalize('NFKD').replace(/\P{L}/gu, '').toLowerCase();

/** Every form of the names: alone and with a day, which differ in Czech, Finnish and Polish. */
function* allNames(): Generator<[name: string, month: number]> {
  for (const language of monthLanguages)
    for (const month of ['long', 'short'] as const)
      for (const day of [undefined, 'numeric'] as const) {
        const format = new Intl.DateTimeFormat(language, { month, day, timeZone: 'UTC' });
        for (let number = 1; number <= 12; number += 1) {
          const parts = format.formatToParts(Date.UTC(2018, number - 1, 15));
          yield [fold(parts.find(({ type }) => type === 'month')?.value ?? ''), number];
        }
      }
}

/** Names and their unique beginnings; 0 for a beginning that two months share. */
function readNames(): Map<string, number> {
  const names = new Map(Object.entries(further));
  const beginnings = new Map<string, number>();
  for (const [name, month] of allNames()) {
    if (name.length < shortest) continue;
    names.set(name, month);
    for (let length = shortest; length < name.length; length += 1) {
      const beginning = name.slice(0, length);
      beginnings.set(beginning, (beginnings.get(beginning) ?? month) === month ? month : 0);
    }
  }
  return new Map([...beginnings, ...names]);
}

let numbers: Map<string, number> | undefined;

/** The month from 1 with this name, or this unique beginning of one, in any language; undefined without one. */
export function monthNamed(word: string): number | undefined {
  numbers ??= readNames();
  return numbers.get(fold(word)) || undefined;
}
