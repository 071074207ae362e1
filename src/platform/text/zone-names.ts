import { IANAZone } from 'luxon';

/** Minutes from UTC of the names in use that mean one zone only. */
const minutes: Record<string, number> = {
  ...{ Z: 0, UTC: 0, UT: 0, GMT: 0, WET: 0, WEST: 60, CET: 60, CEST: 120, MEZ: 60, MESZ: 120 },
  ...{ EET: 120, EEST: 180, MSK: 180, SAST: 120, JST: 540, KST: 540, HKT: 480, SGT: 480 },
  ...{ AWST: 480, ACST: 570, ACDT: 630, AEST: 600, AEDT: 660, NZST: 720, NZDT: 780 },
  // As RFC 5322 defines them.
  ...{ EST: -300, EDT: -240, CST: -360, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420 },
  ...{ AKST: -540, AKDT: -480, HST: -600 },
};

/**
 * A time zone as luxon names it: of an offset such as `+01:00` or `UTC+1`, of a name such as `Europe/Berlin`, or of an
 * abbreviation such as `CEST`; null when it is unknown or can mean several, such as `IST`.
 */
export function zoneOf(text: string): string | null {
  const [, sign, hours, rest = '0'] = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(text) ?? [];
  const named = minutes[text.toUpperCase()];
  if (hours) return offset((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(rest)));
  if (named !== undefined) return offset(named);
  return text.includes('/') && IANAZone.isValidZone(text) ? text : null;
}

const offset = (all: number): string => {
  const [hours, rest] = [Math.trunc(Math.abs(all) / 60), Math.abs(all) % 60];
  return `UTC${all < 0 ? '-' : '+'}${hours}:${String(rest).padStart(2, '0')}`;
};
