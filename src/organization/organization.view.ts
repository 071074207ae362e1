import type { Response } from 'express';
import { languageChoices, timeZoneChoices } from '../platform/http/choices.js';
import { localeIn, say } from '../platform/http/pages.js';
import { momentText } from '../platform/http/views.js';
import { languageOfLocale, localeOf, numberText, regionOf, regionText } from '../platform/text/formats.js';
import { regions } from '../platform/text/regions.js';
import { clickDays, mastodonLimit, visibilities } from './organization.model.js';

/** The choices for the organization; each visibility is explained. */
export function settingsChoices(res: Response, values: Record<string, unknown>, now: Date) {
  return {
    clickDays,
    mastodonLimit,
    timeZones: timeZoneChoices(values.timeZone),
    languages: languageChoices(values.language),
    regions: regionChoices(localeIn(res), values.region),
    regionHint: regionExample(res, values.region, now),
    visibilities: visibilities.map((visibility) => ({
      value: visibility,
      label: say(res, `organization.visibility-${visibility}`),
      hint: say(res, `organization.visibility-${visibility}-hint`),
      selected: visibility === values.visibility,
    })),
  };
}

/** The regions by name. */
const regionChoices = (locale: string, chosen: unknown) =>
  regions
    .map((code) => ({ value: code, label: regionText(locale, code), selected: code === chosen }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));

/** This moment and a number as people write them in the region that is chosen. */
function regionExample(res: Response, chosen: unknown, now: Date) {
  const { timeZone } = res.locals as { timeZone: string };
  const region = regions.find((code) => code === chosen) ?? regionOf(localeIn(res));
  const there = localeOf(languageOfLocale(localeIn(res)), region);
  return say(res, 'organization.region-hint', {
    moment: momentText(there, timeZone, now),
    number: numberText(there, 1234.5),
  });
}
