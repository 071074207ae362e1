import type { Response } from 'express';
import type { Message } from '../platform/errors.js';
import { localeIn, say } from '../platform/http/pages.js';
import { momentText } from '../platform/http/views.js';
import { bytesText } from '../platform/text/formats.js';
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
  const { timeZone } = res.locals as { timeZone: string };
  const locale = localeIn(res);
  const print: Print = {
    moment: (at) => momentText(locale, timeZone, at),
    bytes: (bytes) => bytesText(locale, bytes),
  };
  const inWords = (message: Message) => say(res, message);
  const { open, done } = firstSteps(state);
  const rows = stateRows(state, print);
  return {
    news: headline(rows, open.length).map(inWords).join(' '),
    lookedAt: print.moment(now),
    rows: rows.map(({ subject, state: name, title, facts, action, undo }) => ({
      subject,
      state: name,
      title: inWords(title),
      facts: facts.map(inWords).join(' '),
      action: action && { href: action.href, label: inWords(action.label) },
      mayTest: subject === 'mail' && state.mail.relay !== null,
      mayUndo: undo === 'own-posts',
    })),
    steps: open.length > 0 && {
      open: open.map((name, n) => ({
        ...step(res, name, state),
        isNext: n === 0,
        href: name === 'mail' ? '' : stepAddress[name]!,
        mayTest: name === 'mail' && state.mail.relay !== null,
        mayLeaveOut: name === 'feed',
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
