import { organizationTimeZone } from '../organization/index.js';
import type { Services } from '../services.js';
import { repeatMinutes } from './click-rules.js';
import { Click } from './click.model.js';
import { daysAround } from './identify-visitor.js';
import { deleteSaltsBefore } from './visitor-salt.model.js';

/**
 * Deletes the salts of days that ended over an hour ago, and the hashes that connect a visitor's clicks across
 * midnight. By then the repeat rule does not need them any more.
 */
export async function forgetVisitors(services: Services): Promise<void> {
  const now = services.clock.now();
  const { earlier } = daysAround(await organizationTimeZone(), now);
  await deleteSaltsBefore(services, earlier);
  const over = { earlierHash: { $gt: '' }, at: { $lt: new Date(now.getTime() - repeatMinutes * 60_000) } };
  await Click.updateMany(over, { $unset: { earlierHash: 1 } });
}
