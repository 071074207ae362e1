import type { Response } from 'express';
import { organizationTimeZone } from '../organization/index.js';
import type { SignedIn } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { localeIn } from '../platform/http/pages.js';
import { numberText } from '../platform/text/formats.js';
import type { Services } from '../services.js';
import { countShares } from '../sharing/index.js';
import { sumStatistics } from '../statistics/index.js';
import { listCollective, metricOf } from '../strategy/index.js';
import { goalRow } from './goal.routes.js';
import { measureGoals, numberOf, type StoredGoal } from './measure-goals.js';

/** Collective goals as the feed prints them: what all reached, as it is published, and the reader's own part. */
export async function collectiveGoals(services: Services, res: Response, reader: SignedIn) {
  const today = dayIn(await organizationTimeZone(), services.clock.now());
  const goals = await listCollective(today);
  if (!goals.length) return [];
  const measured = await measureGoals(
    services,
    goals.map(({ id }) => id),
  );
  return Promise.all(
    goals.flatMap(({ id, sentence }) => {
      const one = measured.get(id);
      return one ? [collectiveRow(res, { ...one, sentence }, reader)] : [];
    }),
  );
}

async function collectiveRow(
  res: Response,
  { sentence, ...measured }: Parameters<typeof goalRow>[1] & { sentence: string },
  reader: SignedIn,
) {
  const { goal, state } = measured;
  const { bar, figures } = goalRow(res, measured);
  const own = await ownPart(goal, reader.id);
  return {
    ...{ id: goal._id.toString(), sentence, bar: bar && { value: bar.value }, figures, to: goal.to },
    isWaiting: state.value === null,
    own: own > 0 ? numberText(localeIn(res), own) : '',
  };
}

/** What somebody brought to a goal, which they alone see. Nothing of what can't be counted by person. */
async function ownPart({ _id, metric, from, to }: StoredGoal, advocateId: string): Promise<number> {
  if (metricOf(metric).from !== 'portal' || metric === 'regulars' || metric === 'sales-worth') return 0;
  const question = { from, to, by: 'all' as const, where: { advocateId, goalId: _id.toString() } };
  if (metric === 'postings') return (await countShares(question))[0]?.posted ?? 0;
  const [sum] = await sumStatistics(question);
  if (!sum) return 0;
  const { clicks, visitors, conversions } = sum;
  return numberOf(metric, { clicks, visitors, conversions });
}
