import { Router, type Request, type Response } from 'express';
import type { z } from 'zod';
import { getOrganization } from '../organization/index.js';
import { createLimit } from '../platform/http/create-limit.js';
import { dayIn } from '../platform/clock.js';
import { InvalidInput, type Message } from '../platform/errors.js';
import { pageField } from '../platform/http/page-links.js';
import { parseInput } from '../platform/http/forms.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import { sendCsv, sendExcel } from '../platform/http/send-data.js';
import type { Services } from '../services.js';
import { clickRuleRows } from '../clicks/index.js';
import { may } from '../people/index.js';
import { fewestContributors, publishedWeeks } from '../published-results/index.js';
import { answerFromPublished } from './answer-from-published.js';
import { answerQuestion, countTooManyRows } from './answer-question.js';
import { metrics } from './metrics.js';
import { overviewRoutes } from './overview.routes.js';
import { publishedQuestionSchema, type PublishedQuestion } from './published-question.js';
import { publishedView } from './published.view.js';
import { queryIn } from './query-in.js';
import { questionSchema, type Question } from './question.js';
import { dataOfEverybody, dataOfPublished } from './report-data.js';
import { addressOf, downloadsOf, filterView, formats, reportView } from './report.view.js';

/** A report over two years takes the database a second or more, and tracked links need it too. */
const reportsAtOnce = { atOnce: 2, waiting: 8, waitingEach: 2 };

export function reportsRoutes(services: Services): Router {
  const router = Router().use(overviewRoutes(services));
  const limited = createLimit(reportsAtOnce);

  /** Answers the question in the address about everybody by name. */
  async function askAboutEverybody(req: Request) {
    const { timeZone } = (await getOrganization())!;
    const schema = questionSchema(dayIn(timeZone, services.clock.now()));
    const { question: asked, errors } = readQuestion(schema, req.query);
    const reader = req.user!;
    return limited(reader.id, async () => {
      const count = await countTooManyRows(asked);
      if (count !== null) errors.from = { key: 'reports.too-many-rows', values: { count } };
      const question = count === null ? asked : { ...asked, where: {} };
      return { question, asked, answer: await answerQuestion(question), errors, timeZone, reader };
    });
  }

  /** Answers the question in the address from published results; null before anything is published. */
  async function askPublished(req: Request) {
    const published = await publishedWeeks();
    if (!published) return null;
    const { visibility } = (await getOrganization())!;
    const { question, errors } = readQuestion(publishedQuestionSchema(published, visibility), req.query);
    const reader = req.user!;
    const answer = await limited(reader.id, () => answerFromPublished(question, published));
    return { question, answer, errors, published, reader, visibility };
  }

  const showsEverybody = async () => (await getOrganization())!.visibility === 'individual';

  async function reportOfEverybody(req: Request, res: Response) {
    const asked = await askAboutEverybody(req);
    const { question, errors } = asked;
    const wrong = Object.keys(errors).length > 0;
    if (wrong) res.status(422);
    // An invalid period is shown as it was typed, next to its message.
    const { from, to } = { ...question, ...((errors.from || errors.to) && req.query) };
    renderPage(res, 'reports/report', 'navigation.reports-results', {
      question,
      typed: { from, to },
      errors: { from: errors.from && say(res, errors.from), to: errors.to && say(res, errors.to) },
      unreadFilter: Object.keys(errors).some((name) => name !== 'from' && name !== 'to'),
      ...(await reportView(res, { ...asked, page: pageField.parse(req.query.page) }, services.clock.now())),
      ...(await filterView(res, asked.asked)),
      isFilterOpen: wrong,
      downloads: downloadsOf((path) => addressOf(path, question)),
    });
  }

  async function publishedReport(req: Request, res: Response) {
    const asked = await askPublished(req);
    if (!asked)
      return renderPage(res, 'reports/unpublished', 'navigation.reports-results', {
        fewest: fewestContributors,
      });
    const isUnread = Object.keys(asked.errors).length > 0;
    if (isUnread) res.status(422);
    renderPage(res, 'reports/published', 'navigation.reports-results', {
      ...(await publishedView(res, { ...asked, page: pageField.parse(req.query.page) })),
      unreadFilter: isUnread,
    });
  }

  router.get('/reports/results', may('read-reports'), async (req, res) =>
    (await showsEverybody()) ? reportOfEverybody(req, res) : publishedReport(req, res),
  );

  /** The report as data; null when its page has to say what is wrong with the question. */
  async function readReport(req: Request, res: Response) {
    if (await showsEverybody()) {
      const asked = await askAboutEverybody(req);
      return Object.keys(asked.errors).length ? null : dataOfEverybody(res, asked);
    }
    const asked = await askPublished(req);
    return !asked || Object.keys(asked.errors).length ? null : dataOfPublished(res, asked);
  }

  for (const format of formats) {
    // Where the files were before.
    router.get(`/reports.${format}`, may('read-reports'), (req, res) =>
      res.redirect(301, `/reports/results.${format}${queryIn(req)}`),
    );
    router.get(`/reports/results.${format}`, may('read-reports'), async (req, res) => {
      const report = await readReport(req, res);
      // Only the question is taken over: a path in capitals would lead back to itself.
      if (!report) return res.redirect(303, `/reports/results${queryIn(req)}`);
      const { name, table, facts } = report;
      if (format === 'csv') return sendCsv(res, name, table);
      await sendExcel(res, name, [table], facts);
    });
  }

  router.get('/reports/how-we-count', may('read-reports'), async (_req, res) => {
    const { LINK_URL } = services.env;
    const { clickDays, regularAt, lapsedAt } = (await getOrganization())!;
    renderPage(res, 'reports/how-we-count', 'reports.how-we-count', {
      showsEverybody: await showsEverybody(),
      fewest: fewestContributors,
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
function readQuestion<Q extends Question | PublishedQuestion>(
  schema: z.ZodType<Q>,
  asked: Record<string, unknown>,
): { question: Q; errors: Record<string, Message> } {
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
