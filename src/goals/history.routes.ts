import { Router, type Response } from 'express';
import { readEvents } from '../events/index.js';
import { findPeople, listTeams, may } from '../people/index.js';
import { isId, readId } from '../platform/data/object-id.js';
import { NotFound } from '../platform/errors.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import { dayText, enumerationText } from '../platform/text/formats.js';
import { funnelSteps, missionId, readFunnel, steps, stepsOf, type FunnelStep } from '../strategy/index.js';
import { figureText } from './state.view.js';

/** Fields that the history shows, by their names in forms. Others follow from them, or are words of the event itself. */
const labels: Record<string, string> = {
  ...{ sponsorId: 'sponsor', ownerId: 'owner', leadId: 'lead', contactId: 'contact' },
  ...Object.fromEntries(
    [
      ...['title', 'agreedOn', 'year', 'note', 'noSocial', 'businessGoalId', 'teamId', 'departmentGoalId'],
      ...['people', 'behaviour', 'wants', 'needs', 'motivation', 'evidence', 'foundOn', 'checkAgainOn'],
      ...['insightIds', 'valueArea', 'metric', 'start', 'target', 'from', 'to', 'why', 'agreeTeamIds'],
      ...['goalId', 'kind', 'expected', 'expectedBy', 'expectedSharers', 'plannedHours', 'plannedSpend'],
      ...['keyMessage', 'facts', 'sources', 'aim', 'feed', 'asked', 'askedOn', 'askAgainOn'],
    ].map((name) => [name, name]),
  ),
};
const catalogues: Record<string, string> = { metric: 'metric', kind: 'kind', valueArea: 'area' };

/** The history of each step of the funnel: who changed what, and when. */
export function historyRoutes(): Router {
  const router = Router();
  for (const step of funnelSteps) {
    const base = `/strategy/${steps[step].path}`;
    router.get(
      step === 'mission' ? `${base}/history` : `${base}/:id/history`,
      may('see-funnel'),
      async (req, res) => {
        const id = step === 'mission' ? missionId : readId(req.params.id);
        const found = await stepsOf(step).findById(id).lean();
        if (!found) throw new NotFound();
        renderPage(res, 'goals/history', 'goals.history', {
          step: found.title,
          back: step === 'mission' ? '/strategy' : `${base}/${id}`,
          entries: await historyOf(res, step, `${step}/${id}`),
        });
      },
    );
  }
  return router;
}

async function historyOf(res: Response, step: FunnelStep, of: string) {
  const events = await readEvents(of);
  const values = events.flatMap(({ set }) => [...set.values()].flat().map(String));
  const [people, names] = await Promise.all([
    findPeople([...values, ...events.flatMap(({ byId }) => byId ?? [])].filter(isId)),
    namesOfThings(),
  ]);
  const nameOf = (id: string) => names.get(id) ?? people.get(id)?.name ?? say(res, 'goals.history-gone');
  const known = new Map<string, string>();
  const entries = [...events].reverse().map(({ type, at, byId, set }) => {
    const isAdded = type.endsWith('.added');
    const rows = [...set].flatMap(([path, value]) => {
      if (!labels[path]) return [];
      const [before, after] = [known.get(path) ?? '', valueText(res, path, value, nameOf)];
      known.set(path, after);
      const label = say(res, `strategy.${step}-${labels[path]}`);
      return isAdded || before === after ? [] : [{ label, before, after }];
    });
    const name = byId ? (people.get(byId)?.name ?? say(res, 'goals.somebody')) : say(res, 'goals.somebody');
    return { at, iso: at.toISOString(), rows, did: say(res, `goals.did-${type.split('.')[1]!}`, { name }) };
  });
  return entries.reverse();
}

/** The names of teams and steps that go on. */
async function namesOfThings(): Promise<Map<string, string>> {
  const [funnel, teams] = await Promise.all([readFunnel(), listTeams()]);
  const all = [...funnel.businessGoals, ...funnel.departmentGoals, ...funnel.insights, ...funnel.goals];
  return new Map([
    ...all.map(({ id, title }) => [id, title] as const),
    ...teams.map(({ id, name }) => [id, name] as const),
  ]);
}

/** A value as people read it. */
function valueText(res: Response, path: string, value: unknown, nameOf: (id: string) => string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return path === 'year' ? String(value) : figureText(res, value);
  const texts = [value].flat().map(String);
  if (path.endsWith('Id') || path.endsWith('Ids')) return enumerationText(localeIn(res), texts.map(nameOf));
  const [text = ''] = texts;
  if (catalogues[path]) return say(res, `strategy.${catalogues[path]}-${text}`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayText(localeIn(res), text) : text;
}
