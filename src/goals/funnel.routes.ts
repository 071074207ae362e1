import { Router } from 'express';
import { organizationTimeZone } from '../organization/index.js';
import { may } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { isId } from '../platform/data/object-id.js';
import { renderPage, say } from '../platform/http/pages.js';
import { summarizeTactics } from '../posts/index.js';
import type { Services } from '../services.js';
import { lineUnder, mayEditAll, nextStep, readFunnel } from '../strategy/index.js';
import { funnelNews, funnelRows, nextView, shownOf, sponsorText } from './funnel.view.js';
import { measureGoals } from './measure-goals.js';

/** `/strategy`: the funnel, for everybody. */
export function funnelRoutes(services: Services): Router {
  return Router().get('/strategy', may('see-funnel'), async (req, res) => {
    const funnel = await readFunnel();
    const measured = await measureGoals(
      services,
      funnel.goals.map(({ id }) => id),
    );
    const behind = new Set(
      [...measured].filter(([, { state }]) => state.name === 'behind').map(([id]) => id),
    );
    const next = nextStep(funnel, behind);
    const ids = funnel.businessGoals.map(({ id }) => id);
    const asked = req.query.line;
    const ofNext = next?.under && ids.find((id) => lineUnder(funnel, id).has(next.under!.id));
    const isWhole = asked === 'all' || !ids.length;
    const chosen = isWhole ? null : (ids.find((id) => isId(asked) && id === asked) ?? ofNext ?? ids[0]!);
    const line = chosen ? lineUnder(funnel, chosen) : null;
    const seen = {
      funnel,
      measured,
      posts: await summarizeTactics(shownOf(funnel.tactics, line).map(({ id }) => id)),
      actor: req.user!,
      mayEditAll: await mayEditAll(req.user!),
      today: dayIn(await organizationTimeZone(), services.clock.now()),
    };
    renderPage(res, 'goals/funnel', 'goals.funnel', {
      news: funnelNews(res, funnel),
      next: nextView(res, next, seen),
      mission: funnel.mission,
      sponsor: sponsorText(res, funnel),
      mayEdit: seen.mayEditAll,
      chips: ids.length
        ? [
            ...funnel.businessGoals.map(({ id, title }) => ({
              href: `/strategy?line=${id}`,
              label: title,
              isCurrent: id === chosen,
            })),
            { href: '/strategy?line=all', label: say(res, 'goals.whole-map'), isCurrent: isWhole },
          ]
        : [],
      isLine: !!chosen && ids.length > 1,
      rows: funnelRows(res, { chosen, next: next?.step ?? null }, seen),
    });
  });
}
