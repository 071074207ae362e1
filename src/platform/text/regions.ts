import { remember } from './remember.js';

/** Codes that name no place, or another than they are for: unions, tests, and “unknown”. */
const noPlaces = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** The codes of all countries and regions that this machine has a name for, such as `DE`. */
export const regions: string[] = allRegions();

function allRegions(): string[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter(
      (code) =>
        !noPlaces.has(code) && names.of(code) && new Intl.Locale('und', { region: code }).region === code,
    );
}

/** A method in newer releases of Node.js, a property in older ones. */
interface TimeZones {
  getTimeZones?: () => string[] | undefined;
  timeZones?: string[];
}

/** One name for all names of a zone. */
const canonical = (zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;

let zones: Map<string, string> | undefined;

/** Each time zone with its region. Made when it is first needed, as most processes never need it. */
function regionsByZone(): Map<string, string> {
  zones ??= new Map(
    regions.flatMap((region) => {
      const locale = new Intl.Locale('und', { region }) as Intl.Locale & TimeZones;
      const ofRegion = locale.getTimeZones?.() ?? locale.timeZones ?? [];
      return ofRegion.map((zone): [string, string] => [canonical(zone), region]);
    }),
  );
  return zones;
}

/** The region that a time zone belongs to; else the one where most people speak the language. */
export const guessRegion = (timeZone: string, language: string): string =>
  byZone(timeZone) ?? new Intl.Locale(language).maximize().region ?? 'US';

const byZone = remember(500, (zone): string | undefined => {
  try {
    return regionsByZone().get(canonical(zone));
  } catch {
    return undefined;
  }
});
