import { Router } from 'express';
import { z } from 'zod';
import { mostCounted } from '../platform/data/paging.js';
import { addFlash } from '../platform/http/flash.js';
import { parseInput } from '../platform/http/forms.js';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { asksForPassword, countUninvited, countWave, startWave, type Wave } from '../sign-in/index.js';

/** Days since the last invitation that an admin can choose. */
export const waveDays = [1, 3, 7, 14, 30] as const;

const schema = z.object({
  days: z.union([z.literal('never'), z.coerce.number().pipe(z.literal([...waveDays]))]).catch(7),
});

const waveOf = (days: z.output<typeof schema>['days']): Wave => (days === 'never' ? days : { days });

/** `/admin/people/invitations`: asks whether to send the invitations of many people, and has them sent. */
export function wavesRoutes(services: Services): Router {
  const router = Router();

  router.get('/admin/people/invitations', may('manage-people'), async (req, res) => {
    const { days } = parseInput(schema, req.query);
    const { count, isMore } = await countWave(services, waveOf(days));
    renderPage(res, 'accounts/invitations', 'accounts.wave-title', {
      days: String(days),
      daysCount: days === 'never' ? 0 : days,
      isFirst: days === 'never',
      count,
      isMore,
      isOne: count === 1 && !isMore,
      // The first thousand are on their way.
      isUnderWay: !count && isMore,
      mostCounted,
    });
  });

  // An invitation gives somebody roles, so an old session of an admin is not enough.
  router.post('/admin/people/invitations', may('manage-people'), async (req, res) => {
    const { days } = parseInput(schema, req.body);
    if (await asksForPassword(req, res)) return;
    const count = await startWave(services, { actor: req.user!, wave: waveOf(days) });
    const { sending } = count ? { sending: 0 } : await countUninvited();
    if (count) addFlash(req, 'success', { key: 'accounts.wave-started', values: { count } });
    // The form was sent twice, or somebody else was first.
    else if (sending)
      addFlash(req, 'info', { key: 'accounts.invitations-under-way', values: { count: sending } });
    else addFlash(req, 'info', 'accounts.wave-nobody');
    res.redirect(303, '/admin/people?status=invited');
  });

  return router;
}
