import { Router, type Request, type Response } from 'express';
import { findHeads, listTeams, may, permits } from '../people/index.js';
import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import type { Services } from '../services.js';
import { readId } from '../platform/data/object-id.js';
import { pageOf } from '../platform/data/paging.js';
import { NotFound } from '../platform/errors.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { renderPage, say } from '../platform/http/pages.js';
import { summarizeTactics } from '../posts/index.js';
import {
  BusinessGoal,
  DepartmentGoal,
  findPresent,
  findTactics,
  Insight,
  mayEditAll,
  Partner,
  readFunnel,
  responsibleFor,
  SocialGoal,
  steps,
  Tactic,
  type FunnelStep,
} from '../strategy/index.js';
import { figureText } from './state.view.js';

interface Row {
  label: string;
  text?: string;
  day?: string;
  href?: string;
}

const pageSize = 20;

/** The pages of single steps that need no figures, and the lists of insights and of key messages. */
export function stepPagesRoutes(services: Services): Router {
  const router = Router();

  router.get('/strategy/insights', may('see-funnel'), async (req, res) => {
    const { insights } = await readFunnel();
    const { skip, ...place } = pageOf(pageField.parse(req.query.page), {
      total: insights.length,
      size: pageSize,
    });
    renderPage(res, 'goals/insights', 'goals.insights', {
      insights: insights.slice(skip, skip + pageSize),
      pagination: pageLinks('/strategy/insights', {}, place),
    });
  });

  router.get('/strategy/messages', may('see-funnel'), async (req, res) => {
    const total = await Tactic.countDocuments({ endedAt: null });
    const { skip, ...place } = pageOf(pageField.parse(req.query.page), { total, size: pageSize });
    const tactics = await Tactic.find({ endedAt: null }).sort({ _id: -1 }).skip(skip).limit(pageSize).lean();
    renderPage(res, 'goals/messages', 'goals.messages', {
      messages: tactics.map(({ _id, title, keyMessage, messageState, messageNote, messageChangedAt }) => ({
        ...{
          id: _id.toString(),
          title,
          keyMessage,
          note: messageNote ?? '',
          changedAt: messageChangedAt ?? null,
        },
        isWithdrawn: messageState === 'withdrawn',
      })),
      pagination: pageLinks('/strategy/messages', {}, place),
    });
  });

  const show = async (
    req: Request,
    res: Response,
    step: FunnelStep,
    found: { _id: { toString(): string }; title: string; endedAt?: Date | null } | null,
    rows: (Row | null)[],
    more: object = {},
  ) => {
    if (!found) throw new NotFound();
    const people = await responsibleFor(req.user!, step, found);
    const isMine = people.some((id) => String(id) === req.user!.id);
    renderPage(
      res,
      'goals/step',
      { key: 'goals.goal-title', values: { title: found.title } },
      {
        back:
          step === 'partner'
            ? { href: '/strategy/partners', label: 'goals.partners' }
            : { href: '/strategy', label: 'goals.back-to-funnel' },
        step: say(res, `goals.row-${step}-one`),
        path: `/strategy/${steps[step].path}/${found._id.toString()}`,
        endedAt: found.endedAt ?? null,
        rows: rows
          .filter((row): row is Row => !!row && !!(row.text || row.day))
          .map((row) => ({ text: '', day: '', href: '', ...row })),
        mayEdit: isMine || (await mayEditAll(req.user!)),
        tactic: null,
        copy: step === 'business-goal' ? `/strategy/business-goals/new?copy=${found._id.toString()}` : '',
        ...more,
      },
    );
  };
  const label = (res: Response, step: FunnelStep, name: string) => say(res, `strategy.${step}-${name}`);

  router.get('/strategy/business-goals/:id', may('see-funnel'), async (req, res) => {
    const goal = await BusinessGoal.findById(readId(req.params.id)).lean();
    await show(req, res, 'business-goal', goal, [
      { label: label(res, 'business-goal', 'noSocial'), text: goal?.noSocial ?? '' },
      { label: label(res, 'business-goal', 'year'), text: String(goal?.year) },
      { label: label(res, 'business-goal', 'note'), text: goal?.note ?? '' },
    ]);
  });

  router.get('/strategy/department-goals/:id', may('see-funnel'), async (req, res) => {
    const goal = await DepartmentGoal.findById(readId(req.params.id)).lean();
    const above = goal && (await BusinessGoal.findById(goal.businessGoalId, { title: 1 }).lean());
    const team = (await listTeams()).find(({ id }) => id === goal?.teamId.toString());
    const head = team && (await findHeads([team])).get(team.id);
    await show(req, res, 'department-goal', goal, [
      {
        label: label(res, 'department-goal', 'businessGoalId'),
        text: above?.title ?? '',
        href: `/strategy/business-goals/${goal?.businessGoalId.toString()}`,
      },
      { label: label(res, 'department-goal', 'teamId'), text: team?.name ?? '' },
      { label: say(res, 'goals.owner'), text: head?.name ?? say(res, 'goals.needs-owner') },
      { label: label(res, 'department-goal', 'note'), text: goal?.note ?? '' },
    ]);
  });

  router.get('/strategy/insights/:id', may('see-funnel'), async (req, res) => {
    const insight = await Insight.findById(readId(req.params.id)).lean();
    const texts = ['people', 'behaviour', 'wants', 'needs', 'motivation', 'evidence'] as const;
    await show(req, res, 'insight', insight, [
      ...texts.map((name) => ({ label: label(res, 'insight', name), text: insight?.[name] ?? '' })),
      { label: label(res, 'insight', 'foundOn'), day: insight?.foundOn ?? '' },
      { label: label(res, 'insight', 'checkAgainOn'), day: insight?.checkAgainOn ?? '' },
    ]);
  });

  router.get('/strategy/partners', may('see-funnel'), async (req, res) => {
    const today = dayIn(await organizationTimeZone(), services.clock.now());
    const total = await Partner.countDocuments({ endedAt: null });
    const { skip, ...place } = pageOf(pageField.parse(req.query.page), { total, size: pageSize });
    const found = await Partner.find({ endedAt: null }).sort({ _id: 1 }).skip(skip).limit(pageSize).lean();
    const people = await findPresent(found.map(({ contactId }) => contactId));
    renderPage(res, 'goals/partners', 'goals.partners', {
      partners: found.map(({ _id, title, aim, contactId, askAgainOn }) => ({
        ...{ id: _id.toString(), title, aim, askAgainOn, isDue: askAgainOn < today },
        contact: people.get(String(contactId))?.name ?? '',
      })),
      mayAdd: await mayEditAll(req.user!),
      pagination: pageLinks('/strategy/partners', {}, place),
    });
  });

  router.get('/strategy/partners/:id', may('see-funnel'), async (req, res) => {
    const partner = await Partner.findById(readId(req.params.id)).lean();
    const people = await findPresent([partner?.contactId]);
    const contact = people.get(String(partner?.contactId))?.name ?? say(res, 'goals.needs-contact');
    await show(req, res, 'partner', partner, [
      { label: label(res, 'partner', 'aim'), text: partner?.aim ?? '' },
      { label: label(res, 'partner', 'contact'), text: contact },
      { label: label(res, 'partner', 'feed'), text: partner?.feed ?? '' },
      { label: label(res, 'partner', 'asked'), text: partner?.asked ?? '' },
      { label: label(res, 'partner', 'askedOn'), day: partner?.askedOn ?? '' },
      { label: label(res, 'partner', 'askAgainOn'), day: partner?.askAgainOn ?? '' },
    ]);
  });

  router.get('/strategy/tactics/:id', may('see-funnel'), async (req, res) => {
    const id = readId(req.params.id);
    const tactic = await Tactic.findById(id).lean();
    const goal = tactic && (await SocialGoal.findById(tactic.goalId, { title: 1 }).lean());
    const isOpen = !!(await findTactics([id])).get(id)?.isOpen;
    const count = (await summarizeTactics([id])).get(id) ?? 0;
    const number = (value: number | null | undefined) =>
      value === null || value === undefined ? '' : figureText(res, value);
    await show(
      req,
      res,
      'tactic',
      tactic,
      tactic
        ? [
            {
              label: label(res, 'tactic', 'goalId'),
              text: goal?.title ?? '',
              href: `/strategy/goals/${tactic.goalId.toString()}`,
            },
            { label: label(res, 'tactic', 'kind'), text: say(res, `strategy.kind-${tactic.kind}`) },
            {
              label: say(res, 'goals.expectation'),
              text: say(res, 'goals.expected-of', {
                expected: number(tactic.expected),
                metric: say(res, `strategy.metric-${tactic.metric}`),
              }),
            },
            { label: label(res, 'tactic', 'expectedBy'), day: tactic.expectedBy },
            { label: label(res, 'tactic', 'expectedSharers'), text: number(tactic.expectedSharers) },
            { label: label(res, 'tactic', 'plannedHours'), text: number(tactic.plannedHours) },
            { label: label(res, 'tactic', 'plannedSpend'), text: number(tactic.plannedSpend) },
            { label: say(res, 'strategy.score'), text: number(tactic.score) },
            { label: say(res, 'strategy.lesson'), text: tactic.lesson ?? '' },
          ]
        : [],
      {
        tactic: tactic && {
          keyMessage: tactic.keyMessage,
          facts: tactic.facts ?? '',
          sources: tactic.sources ?? '',
          isWithdrawn: tactic.messageState === 'withdrawn',
          note: tactic.messageNote ?? '',
          count,
          goalEnded: !isOpen && !tactic.endedAt,
          mayOpenPosts: permits(req.user!.roles, 'work-in-studio'),
        },
      },
    );
  });
  return router;
}
