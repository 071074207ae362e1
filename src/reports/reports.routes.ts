import { Router, type Request } from 'express';
import { getOrganization } from '../organization/index.js';
import { createLimit } from '../platform/http/create-limit.js';
import { dayIn } from '../platform/clock.js';
import { InvalidInput, type Message } from '../platform/errors.js';
import { parseInput } from '../platform/http/forms.js';
import { inMajorUnits } from '../platform/text/money.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import { writeCsv } from '../platform/text/write-csv.js';
import type { Services } from '../services.js';
import { clickRuleRows } from '../clicks/index.js';
import { getConversionSettings } from '../conversions/index.js';
import { may } from '../people/index.js';
import { answerQuestion } from './answer-question.js';
import { drawChart } from './chart.view.js';
import { metrics } from './metrics.js';
import { questionSchema, type Question } from './question.js';
import { addressOf, columnsFor, filterView, nameOf, reportView, withheldWords } from './report.view.js';
import { fewestContributors, isClosed, openBreakdowns } from './visibility.js';

/** A report over two years takes the database a second or more, and tracked links need it too. */
const reportsAtOnce = { atOnce: 2, waiting: 8, waitingEach: 2 };

export function reportsRoutes(services: Services): Router {
  const router = Router();
  const limited = createLimit(reportsAtOnce);

  /** Answers the question in the address. */
  async function ask(req: Request) {
    const { timeZone, visibility } = (await getOrganization())!;
    const schema = questionSchema(dayIn(timeZone, services.clock.now()));
    const open = openBreakdowns(visibility);
    const { question, errors } = readQuestion(schema, req.query);
    const reader = req.user!;
    const answer = isClosed(question, visibility)
      ? null
      : await limited(reader.id, () => answerQuestion(question, { reader, visibility }));
    return { question, answer, errors, open, timeZone, visibility, reader };
  }

  router.get('/reports', may('read-reports'), async (req, res) => {
    const asked = await ask(req);
    const { question, answer, errors } = asked;
    const wrong = Object.keys(errors).length > 0;
    if (wrong) res.status(422);
    // An invalid period is shown as it was typed, next to its message.
    const { from, to } = { ...question, ...((errors.from || errors.to) && req.query) };
    renderPage(res, 'reports/report', 'reports.title', {
      question,
      typed: { from, to },
      errors: { from: errors.from && say(res, errors.from), to: errors.to && say(res, errors.to) },
      unreadFilter: Object.keys(errors).some((name) => name !== 'from' && name !== 'to'),
      ...reportView(res, asked, services.clock.now()),
      ...(await filterView(res, question, asked.open)),
      isFilterOpen: wrong,
      charts: drawChart(answer?.days ?? [{ day: question.from, figures: null }]),
      csv: addressOf('/reports.csv', question),
    });
  });

  router.get('/reports.csv', may('read-reports'), async (req, res) => {
    const { question, answer, errors } = await ask(req);
    // The page says what is wrong with the question.
    if (Object.keys(errors).length)
      return res.redirect(303, req.originalUrl.replace('/reports.csv', '/reports'));
    const { by, from, to } = question;
    const columns = columnsFor(by);
    const header = [`reports.by-${by}`, ...columns.map((metric) => `reports.metric-${metric}`)];
    const { currency, lines } = answer ?? { ...(await getConversionSettings()), lines: [] };
    const withheld = say(res, 'reports.withheld', { fewest: fewestContributors });
    const rows = lines.map(({ figures, ...line }) => [
      nameOf(res, line),
      ...columns.map((metric) => (figures ? figures[metric] : withheld)),
      figures ? inMajorUnits(figures.value, currency) : withheld,
      figures ? figures.unverified : withheld,
      figures ? inMajorUnits(figures.unverifiedValue, currency) : withheld,
    ]);
    if (!answer) rows.push([say(res, 'reports.closed')]);
    else if (answer.withheldBecause) rows.push([withheldWords(res, answer.withheldBecause)]);
    const titles = [
      ...header.map((key) => say(res, key)),
      say(res, 'reports.value-in', { currency }),
      say(res, 'reports.unverified'),
      say(res, 'reports.unverified-value-in', { currency }),
    ];
    res.attachment(`groundswell-by-${by}-${from}-${to}.csv`).type('text/csv').send(writeCsv(titles, rows));
  });

  router.get('/reports/how-we-count', may('read-reports'), async (_req, res) => {
    const { LINK_URL } = services.env;
    const { clickDays, regularAt, lapsedAt } = (await getOrganization())!;
    renderPage(res, 'reports/how-we-count', 'reports.how-we-count', {
      metrics: [
        ...metrics.map((metric) => ({
          label: say(res, `reports.metric-${metric}`),
          meaning: say(res, `reports.meaning-${metric}`),
        })),
        { label: say(res, 'reports.unverified'), meaning: say(res, 'reports.meaning-unverified') },
      ],
      rules: clickRuleRows(localeIn(res)),
      links: ['leads-on', 'withdrawn', 'expired', 'unknown', 'lost'].map((answer) => ({
        label: say(res, `reports.how-${answer}`),
        meaning: say(res, `reports.how-${answer}-text`),
      })),
      baseline: ['week', 'regular', 'baseline', 'amplification', 'congruency'].map((name) => ({
        label: say(res, `reports.how-${name}-name`),
        meaning: say(res, `reports.how-${name}-text`, { becomes: regularAt, lapses: lapsedAt }),
      })),
      clickDays,
      linkHost: LINK_URL && new URL(LINK_URL).hostname,
    });
  });

  return router;
}

/** The valid part of the question, and errors for the rest. A period is either valid as a whole or not used. */
function readQuestion(
  schema: ReturnType<typeof questionSchema>,
  asked: Record<string, unknown>,
): { question: Question; errors: Record<string, Message> } {
  try {
    return { question: parseInput(schema, asked), errors: {} };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const { fields } = error;
    const isPeriod = 'from' in fields || 'to' in fields;
    const wrong = [...Object.keys(fields), ...(isPeriod ? ['from', 'to'] : [])];
    const left = { ...asked, ...Object.fromEntries(wrong.map((name) => [name, ''])) };
    // The schema compares days only when all fields are valid.
    const { question, errors } = readQuestion(schema, left);
    return { question, errors: { ...errors, ...fields } };
  }
}
