import { z } from 'zod';
import { levels, type Level } from '../links/index.js';
import { idField } from '../platform/data/object-id.js';
import { dayIn } from '../platform/clock.js';
import { addDays, daysBetween } from '../platform/text/days.js';

export const breakdowns = ['post', 'network', 'topic', 'level', 'team', 'advocate', 'day'] as const;
export type Breakdown = (typeof breakdowns)[number];

/** The question of a report: a period in days of the organization's zone, a breakdown, and filters. */
export interface Question {
  from: string;
  to: string;
  by: Breakdown;
  where: {
    network?: string;
    topicId?: string;
    level?: Level;
    teamId?: string;
  };
}

/** The longest period one report covers, in days: two years and a day. */
export const longestPeriod = 731;

const day = z.iso.date('reports.not-a-day');
const id = idField();

/** The parameters in the address of a report. Invalid ones are errors; they are not replaced by others. */
export function questionSchema(today: string) {
  const monthAgo = addDays(today, -27);
  const unset = z.literal('').transform(() => undefined);
  return z
    .object({
      from: unset.or(day).optional(),
      to: unset.or(day).optional(),
      by: unset.or(z.enum(breakdowns)).optional(),
      network: unset.or(z.string().regex(/^[a-z-]{1,30}$/)).optional(),
      topic: unset.or(id).optional(),
      level: unset.or(z.enum(levels)).optional(),
      team: unset.or(id).optional(),
    })
    .transform(
      ({ from = monthAgo, to = today, by = 'post', network, topic, level, team }, context): Question => {
        const days = daysBetween(from, to);
        if (days < 0) context.addIssue({ code: 'custom', path: ['to'], message: 'reports.period-backwards' });
        if (days >= longestPeriod)
          context.addIssue({ code: 'custom', path: ['from'], message: 'reports.period-long' });
        const where = {
          ...(network && { network }),
          ...(topic && { topicId: topic }),
          ...(level && { level }),
          ...(team && { teamId: team }),
        };
        return { from, to, by, where };
      },
    );
}

/** Common periods that end today, with the keys of their texts and their first days. */
export function commonPeriods(zone: string, now: Date): { label: string; from: string; to: string }[] {
  const to = dayIn(zone, now);
  return [
    { label: 'reports.last-4-weeks', from: addDays(to, -27), to },
    { label: 'reports.last-12-weeks', from: addDays(to, -83), to },
    { label: 'reports.this-year', from: `${to.slice(0, 4)}-01-01`, to },
  ];
}
