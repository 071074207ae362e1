/**
 * Minutes east of Greenwich for abbreviations of time zones: those of RFC 822, those in the time zone database that
 * mean one offset, and others in use. `IST` is missing, because it means India, Ireland and Israel.
 */
// prettier-ignore
const offsets: Record<string, number> = {
  UT: 0, UTC: 0, GMT: 0, Z: 0, WET: 0,
  EST: -300, EDT: -240, CST: -360, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420,
  AST: -240, ADT: -180, NST: -210, NDT: -150, AKST: -540, AKDT: -480, HST: -600, HDT: -540, SST: -660,
  BRT: -180, BRST: -120, ART: -180, CLT: -240, CLST: -180,
  BST: 60, WEST: 60, CET: 60, CEST: 120, MEZ: 60, MESZ: 120, EET: 120, EEST: 180, MSK: 180, TRT: 180,
  WAT: 60, CAT: 120, SAST: 120, EAT: 180, IDT: 180,
  PKT: 300, ICT: 420, WIB: 420, WITA: 480, WIT: 540, HKT: 480, SGT: 480, MYT: 480, PHT: 480, JST: 540, KST: 540,
  AWST: 480, ACST: 570, ACDT: 630, AEST: 600, AEDT: 660, CHST: 600, NZST: 720, NZDT: 780,
};

const furthest = 14 * 60;

/** The hour of a day from that of a clock with or without a half, such as `pm`; undefined for one that it does not have. */
export function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (!half) return hour <= 24 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

/** Minutes east of Greenwich for `CEST`, `+0100`, `+1:00`, `GMT+2` or `EST -0500`; undefined when it is not clear. */
export function zoneOffset(zone: string): number | undefined {
  const [, name = '', sign, hours, minutes = '0'] =
    /^([a-z]*)\s*(?:([+-])(\d{1,2})(?::?(\d{2}))?)?$/i.exec(zone.replace('−', '-')) ?? [];
  const named = offsets[name.toUpperCase()];
  if (!sign) return named;
  const size = Number(hours) * 60 + Number(minutes);
  if (size > furthest || Number(minutes) > 59) return undefined;
  const offset = sign === '-' ? -size : size;
  // A name and a number that disagree leave open which is meant.
  return !name || named === 0 || named === offset ? offset : undefined;
}
