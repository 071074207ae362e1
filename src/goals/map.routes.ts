import { Router } from 'express';
import { may } from '../people/index.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { lineUnder, mayEditAll, readFunnel } from '../strategy/index.js';
import { measureGoals } from './measure-goals.js';
import { goalStateView } from './state.view.js';

/** The most goals and tactics in a cell. */
const mostInCell = 12;

/** `/strategy/map`: for each business goal of a year its social goals and tactics, or why sharing does not help. */
export function mapRoutes(services: Services): Router {
  return Router().get('/strategy/map', may('see-funnel'), async (req, res) => {
    const funnel = await readFunnel();
    const years = [...new Set(funnel.businessGoals.map(({ year }) => year))].sort((a, b) => b - a);
    const year = years.find((one) => String(one) === req.query.year) ?? years[0];
    const rows = funnel.businessGoals
      .filter((goal) => goal.year === year)
      .map(({ id, title, noSocial }) => {
        const line = lineUnder(funnel, id);
        const inLine = <T extends { id: string }>(things: T[]) =>
          things.filter((thing) => line.has(thing.id)).slice(0, mostInCell);
        return { id, title, noSocial, goals: inLine(funnel.goals), tactics: inLine(funnel.tactics) };
      });
    const measured = await measureGoals(
      services,
      rows.flatMap(({ goals }) => goals.map(({ id }) => id)),
    );
    renderPage(res, 'goals/map', 'goals.map', {
      copy:
        year && (await mayEditAll(req.user!))
          ? { href: `/strategy/map/${year}/copy`, from: String(year), to: String(year + 1) }
          : null,
      caption: say(res, 'goals.map-year', { year: String(year ?? '') }),
      chips:
        years.length > 1
          ? years.map((one) => ({
              href: `/strategy/map?year=${one}`,
              label: String(one),
              isCurrent: one === year,
            }))
          : [],
      rows: rows.map(({ noSocial, goals, ...row }) => ({
        ...row,
        noSocial: noSocial && say(res, 'goals.no-social-because', { why: noSocial }),
        goals: goals.map(({ id, title }) => {
          const state = measured.get(id)?.state;
          return { id, title, state: state ? goalStateView(res, state) : null };
        }),
      })),
    });
  });
}
