import { languages } from '../text/words.js';

/** An option of a select, radio buttons or checkboxes. */
export interface Choice {
  value: string;
  label: string;
  hint?: string;
  /** Something about it that is so, such as where it comes from. */
  note?: string | undefined;
  /** It stays selected. */
  fixed?: boolean | undefined;
  selected: boolean;
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** All IANA time zones, and the selected one even if its name is outdated. */
export function timeZoneChoices(selected: unknown): Choice[] {
  const older = typeof selected === 'string' && selected && !zones.includes(selected) ? [selected] : [];
  return [...older, ...zones].map((zone) => ({
    value: zone,
    label: zone.replaceAll('_', ' '),
    selected: zone === selected,
  }));
}

/** The time zone of this machine. */
export function machineTimeZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zones.includes(zone) ? zone : 'UTC';
}

/** The languages of the product, each named in its own language. */
export function languageChoices(selected: unknown): Choice[] {
  return languages.map((language) => ({
    value: language,
    label: new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language,
    selected: language === selected,
  }));
}
