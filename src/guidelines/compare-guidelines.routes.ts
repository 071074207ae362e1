import { Router } from 'express';
import { z } from 'zod';
import { NotFound } from '../platform/errors.js';
import { renderPage, say } from '../platform/http/pages.js';
import { may } from '../people/index.js';
import { guidelineRows } from './compare-words.view.js';
import { versionNumbers, wordsOfVersion } from './find-guidelines.js';

const number = z.coerce.number().int().positive().optional().catch(undefined);
const chosen = z.object({ from: number, to: number });

/** The page that compares two published versions word by word; at first the newest one and the one before. */
export function compareGuidelinesRoutes(): Router {
  return Router().get('/studio/guidelines/compare', may('work-in-studio'), async (req, res) => {
    const numbers = await versionNumbers();
    const [newest, previous = newest] = numbers;
    if (!newest || !previous) throw new NotFound();
    const { to = newest, from = to > 1 ? to - 1 : previous } = chosen.parse(req.query);
    const [before, after] = await Promise.all([wordsOfVersion(from), wordsOfVersion(to)]);
    const options = (selected: number) =>
      numbers.map((version) => ({
        value: version,
        label: say(res, 'guidelines.version', { version }),
        selected: version === selected,
      }));
    renderPage(res, 'guidelines/compare', 'guidelines.compare', {
      ...{ from, to },
      choices: { from: options(from), to: options(to) },
      rows: await guidelineRows(res, before, after),
    });
  });
}
