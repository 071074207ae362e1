import type { Response } from 'express';
import { languageChoices, timeZoneChoices } from '../platform/http/choices.js';
import { say } from '../platform/http/pages.js';
import { clickDays, visibilities } from './organization.model.js';

/** The choices for the organization; each visibility is explained. */
export function settingsChoices(res: Response, values: Record<string, unknown>) {
  return {
    clickDays,
    timeZones: timeZoneChoices(values.timeZone),
    languages: languageChoices(values.language),
    visibilities: visibilities.map((visibility) => ({
      value: visibility,
      label: say(res, `organization.visibility-${visibility}`),
      hint: say(res, `organization.visibility-${visibility}-hint`),
      selected: visibility === values.visibility,
    })),
  };
}
