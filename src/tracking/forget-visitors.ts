import { dayIn } from '../platform/clock.js';
import { organizationTimeZone } from '../organization/index.js';
import type { Services } from '../services.js';
import { repeatMinutes } from './click-rules.js';
import { RecentVisit, VisitorSalt } from './visitor.model.js';

/** Deletes what the repeat rule no longer needs: salts of days that ended over an hour ago, visits older than that. */
export async function forgetVisitors(services: Services): Promise<number> {
  const hourAgo = new Date(services.clock.now().getTime() - repeatMinutes * 60_000);
  const salts = await VisitorSalt.deleteMany({ _id: { $lt: dayIn(await organizationTimeZone(), hourAgo) } });
  const visits = await RecentVisit.deleteMany({ at: { $lt: hourAgo } });
  return salts.deletedCount + visits.deletedCount;
}
