import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import type { Services } from '../services.js';

/** The day it is now where the organization is: last days are days there. */
export const today = async ({ clock }: Pick<Services, 'clock'>): Promise<string> =>
  dayIn(await organizationTimeZone(), clock.now());

/** True when the last day of a post has passed; never of one without. */
export const isOver = async (
  services: Pick<Services, 'clock'>,
  { lastDay }: { lastDay?: string | null },
): Promise<boolean> => Boolean(lastDay && lastDay < (await today(services)));
