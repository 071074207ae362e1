import type { Response } from 'express';
import { valueAreas } from '../organization/index.js';
import { localeIn, say } from '../platform/http/pages.js';
import { relativeTime } from '../platform/text/relative-time.js';
import type { Services } from '../services.js';
import type { ThanksView } from './find-thanks.js';

/** Thanks as a page prints them. */
export const thanksRow =
  (res: Response, { clock }: Services, timeZone: string) =>
  <T extends ThanksView>({ from, to, at, ...thanks }: T) => {
    return {
      ...thanks,
      from: from ?? say(res, 'recognition.former-colleague'),
      to: to ?? say(res, 'recognition.to-former-colleague'),
      areaWord: `common.area-${thanks.area}`,
      when: at.toISOString(),
      ago: relativeTime(localeIn(res), timeZone, at, clock.now()),
      isPublic: thanks.status === 'public',
      isRemoved: thanks.status === 'removed',
    };
  };

/** The value areas as radio buttons. */
export const areaChoices = (res: Response, chosen: unknown) =>
  valueAreas.map((area) => ({
    value: area,
    label: say(res, `common.area-${area}`),
    hint: say(res, `common.area-${area}-hint`),
    selected: area === chosen,
  }));
