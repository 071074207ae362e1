import { languages } from '../text/words.js';

/** An entry of a select, of radios or of checkboxes. */
export interface Choice {
  value: string;
  label: string;
  hint?: string;
  selected: boolean;
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** Every IANA time zone; one that is selected under an older name too. */
export function timeZoneChoices(selected: unknown): Choice[] {
  const older = typeof selected === 'string' && selected && !zones.includes(selected) ? [selected] : [];
  return [...older, ...zones].map((zone) => ({
    value: zone,
    label: zone.replaceAll('_', ' '),
    selected: zone === selected,
  }));
}

/** The zone this machine is set to. */
export function machineTimeZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zones.includes(zone) ? zone : 'UTC';
}

/** The languages that the product speaks, each in its own. */
export function languageChoices(selected: unknown): Choice[] {
  return languages.map((language) => ({
    value: language,
    label: new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language,
    selected: language === selected,
  }));
}
