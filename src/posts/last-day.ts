import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import type { Services } from '../services.js';

/** The current day in the organization's zone, in which last days are defined. */
export const today = async ({ clock }: Pick<Services, 'clock'>): Promise<string> =>
  dayIn(await organizationTimeZone(), clock.now());

/** True when the last day of a post has passed; false without a last day. */
export const isOver = async (
  services: Pick<Services, 'clock'>,
  { lastDay }: { lastDay?: string | null },
): Promise<boolean> => Boolean(lastDay && lastDay < (await today(services)));
