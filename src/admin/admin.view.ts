import type { Response } from 'express';
import { DateTime } from 'luxon';
import type { Message } from '../platform/errors.js';
import { say } from '../platform/http/pages.js';
import { firstSteps, stepNames, type StepName } from './first-steps.js';
import type { State } from './read-state.js';
import { headline, stateRows, type Print } from './state-rows.js';

/** Where a step is done; none for those that are done elsewhere. */
const stepAddress: Partial<Record<StepName, string>> = {
  organization: '/admin/organization',
  guideline: '/studio/guidelines/edit',
  people: '/admin/people/invite',
  approver: '/admin/people',
  feed: '/studio/feeds',
  post: '/studio',
};

/** Of the drawing, in its units, less the crests of the waves. */
const waterDepth = 54;

/** The page: its heading, the rows of what runs, and the steps that are left. */
export function statePage(res: Response, state: State, now: Date) {
  const { lang, timeZone } = res.locals as { lang: string; timeZone: string };
  const print = printIn(lang, timeZone);
  const inWords = (message: Message) => say(res, message);
  const { open, done } = firstSteps(state);
  const rows = stateRows(state, print);
  return {
    news: headline(rows, open.length).map(inWords).join(' '),
    lookedAt: print.moment(now),
    rows: rows.map(({ subject, state: name, title, facts, action }) => ({
      subject,
      state: name,
      title: inWords(title),
      facts: facts.map(inWords).join(' '),
      action: action && { href: action.href, label: inWords(action.label) },
      mayTest: subject === 'mail' && state.mail.relay !== null,
    })),
    steps: open.length > 0 && {
      open: open.map((name, n) => ({
        ...step(res, name, state),
        isNext: n === 0,
        href: name === 'mail' ? '' : stepAddress[name]!,
        mayTest: name === 'mail' && state.mail.relay !== null,
      })),
      done: done.map((name) => step(res, name, state)),
      doneCount: done.length,
      total: stepNames.length,
      /** How far from the top of the drawing the water stands. */
      water: Math.round(waterDepth * (1 - done.length / stepNames.length)),
    },
  };
}

function step(res: Response, name: StepName, { mail }: State) {
  const isWithoutRelay = name === 'mail' && mail.relay === null;
  return {
    name,
    title: say(res, `admin.step-${name}`),
    text: say(res, `admin.step-${name}-text${isWithoutRelay ? '-none' : ''}`),
    action: say(res, `admin.step-${name}-action`),
  };
}

function printIn(lang: string, timeZone: string): Print {
  return {
    moment: (at) =>
      DateTime.fromJSDate(at, { zone: timeZone })
        .setLocale(lang)
        .toLocaleString({ dateStyle: 'medium', timeStyle: 'short' }),
    bytes: (bytes) => {
      const units = ['megabyte', 'gigabyte', 'terabyte'];
      const power = Math.min(2, Math.max(0, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)) - 2));
      return new Intl.NumberFormat(lang, {
        style: 'unit',
        unit: units[power]!,
        maximumFractionDigits: power ? 1 : 0,
      }).format(bytes / 1024 ** (power + 2));
    },
  };
}
