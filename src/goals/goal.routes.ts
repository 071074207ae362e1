import { Router, type Request, type Response } from 'express';
import { organizationTimeZone } from '../organization/index.js';
import { findHeads, findPeople, listTeams, may, permits } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { isId, readId } from '../platform/data/object-id.js';
import { pageOf } from '../platform/data/paging.js';
import { NotFound } from '../platform/errors.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import {
  accountableFor,
  agreedTeams,
  CheckIn,
  EnteredFigure,
  expectedBy,
  findPresent,
  Insight,
  mayEditAll,
  metricOf,
  readFunnel,
  responsibleFor,
  Tactic,
} from '../strategy/index.js';
import { checkInOverdue, lastCheckIns } from './check-in-overdue.js';
import { measureGoals, type MeasuredGoal } from './measure-goals.js';
import { figureText, goalBar, goalStateView, roundText } from './state.view.js';

const pageSize = 20;
/** The most rows of a list on the page of a goal. */
const mostRows = 12;

/** `/strategy/goals`: all social goals with their states; `/strategy/goals/:id`: one of them. */
export function goalRoutes(services: Services): Router {
  const router = Router();

  router.get('/strategy/goals', may('see-funnel'), async (req, res) => {
    const { goals, mission } = await readFunnel();
    const { skip, ...place } = pageOf(pageField.parse(req.query.page), {
      total: goals.length,
      size: pageSize,
    });
    const shown = goals.slice(skip, skip + pageSize);
    const measured = await measureGoals(
      services,
      shown.map(({ id }) => id),
    );
    const zone = await organizationTimeZone();
    const today = dayIn(zone, services.clock.now());
    const checkIns = await lastCheckIns([...measured.values()].map(({ goal }) => goal._id));
    const overdueOf = ({ goal }: MeasuredGoal) => {
      const last = checkIns.get(goal._id.toString());
      return checkInOverdue(goal, last ? dayIn(zone, last) : null, today);
    };
    const behind = [...measured.values()].filter(({ state }) => state.name === 'behind').length;
    renderPage(res, 'goals/goals', 'goals.goals', {
      news: say(res, behind ? 'goals.goals-behind' : 'goals.goals-none-behind', { count: behind }),
      hasMission: !!mission,
      goals: shown.map((goal) => ({
        ...goal,
        area: say(res, `strategy.area-${goal.valueArea}`),
        ownerName: goal.owner?.name ?? say(res, 'goals.needs-owner'),
        overdue: overdueOf(measured.get(goal.id)!),
        ...goalRow(res, measured.get(goal.id)!),
      })),
      pagination: pageLinks('/strategy/goals', {}, place),
    });
  });

  router.get('/strategy/goals/:id', may('see-funnel'), async (req, res) => {
    const id = readId(req.params.id);
    const measured = (await measureGoals(services, [id])).get(id);
    if (!measured) throw new NotFound();
    renderPage(
      res,
      'goals/goal',
      { key: 'goals.goal-title', values: { title: measured.goal.title } },
      await goalPage(services, req, res, measured),
    );
  });
  return router;
}

/** A goal as a bar: what is reached, and where it should be by now. */
export function goalRow(res: Response, measured: MeasuredGoal) {
  const {
    state,
    goal: { target },
  } = measured;
  return {
    state: goalStateView(res, state),
    bar: goalBar(measured),
    figures: say(res, state.value === null ? 'goals.target-only' : 'goals.so-far', {
      value: figureText(res, state.value ?? 0),
      target: figureText(res, target),
    }),
  };
}

async function goalPage(services: Services, req: Request, res: Response, measured: MeasuredGoal) {
  const { goal, state, points, isLate } = measured;
  const id = goal._id.toString();
  const actor = req.user!;
  const zone = await organizationTimeZone();
  const today = dayIn(zone, services.clock.now());
  const [checkIns, figures, insights, tactics, teams, mayAll] = await Promise.all([
    CheckIn.find({ goalId: id }).sort({ at: -1 }).limit(mostRows).lean(),
    EnteredFigure.find({ goalId: id, inFile: null })
      .sort({ day: -1, at: -1, _id: -1 })
      .limit(mostRows)
      .lean(),
    Insight.find({ _id: { $in: goal.insightIds } }, { title: 1 }).lean(),
    Tactic.find({ endedAt: null, goalId: id }, { title: 1, kind: 1, messageState: 1 }).limit(100).lean(),
    listTeams(),
    mayEditAll(actor),
  ]);
  const earlier = goal.earlierTerms ?? [];
  const ids = [
    ...[...checkIns, ...figures, ...earlier].flatMap(({ byId }) => byId ?? []),
    ...(goal.agreements ?? []).map(({ byId }) => byId),
  ].map(String);
  const [people, present, heads, accountable, responsible] = await Promise.all([
    findPeople(ids.filter(isId)),
    findPresent([goal.ownerId, goal.leadId]),
    findHeads(teams),
    accountableFor(goal),
    responsibleFor(actor, 'social-goal', goal as never),
  ]);
  const name = (personId: unknown) => people.get(String(personId))?.name ?? say(res, 'goals.somebody');
  const isMine = accountable.some((one) => String(one) === actor.id);
  const agreed = agreedTeams(goal);
  const metric = metricOf(goal.metric);
  return {
    goal: { ...goal, id },
    ...goalRow(res, measured),
    expected: state.expected === null ? '' : roundText(res, state.expected),
    until: state.until ?? '',
    isLate,
    area: say(res, `strategy.area-${goal.valueArea}`),
    metric: say(res, `strategy.metric-${goal.metric}`),
    how: say(res, `strategy.metric-${goal.metric}-how`),
    limit: say(res, `strategy.metric-${goal.metric}-limit`),
    start: figureText(res, goal.start),
    target: figureText(res, goal.target),
    owner: present.get(String(goal.ownerId))?.name ?? '',
    lead: present.get(String(goal.leadId))?.name ?? '',
    rows: points.slice(-mostRows).map(({ day, value }) => ({
      day,
      value: figureText(res, value),
      expected: roundText(res, expectedBy({ ...metric, ...goal, milestones: goal.milestones ?? [] }, day)),
    })),
    earlier: earlier.map((terms) => ({
      at: terms.until,
      name: name(terms.byId),
      text: say(res, 'goals.earlier-terms', {
        metric: say(res, `strategy.metric-${terms.metric}`),
        start: figureText(res, terms.start),
        target: figureText(res, terms.target),
      }),
      from: terms.from,
      to: terms.to,
    })),
    insights: insights.map(({ _id, title }) => ({ id: _id.toString(), title })),
    tactics: tactics.map((tactic) => ({
      id: tactic._id.toString(),
      title: tactic.title,
      kind: say(res, `strategy.kind-${tactic.kind}`),
      isWithdrawn: tactic.messageState === 'withdrawn',
    })),
    agreements: (goal.agreeTeamIds ?? []).map(String).map((teamId) => {
      const agreement = goal.agreements?.find(
        (one) => one.teamId.toString() === teamId && one.version === goal.termsVersion,
      );
      const head = heads.get(teamId);
      return {
        teamId,
        team: teams.find((team) => team.id === teamId)?.name ?? '',
        head: head?.name ?? '',
        hasAgreed: agreed.has(teamId),
        by: agreement ? name(agreement.byId) : '',
        at: agreement?.at ?? null,
        mayAgree: !goal.endedAt && !agreed.has(teamId) && head?.id === actor.id,
      };
    }),
    checkIns: checkIns.map(({ at, byId, confidence, sentence, decision }) => ({
      ...{ at, sentence, decision },
      name: name(byId),
      confidence: say(res, `goals.confidence-${confidence}`),
    })),
    overdue: checkInOverdue(goal, checkIns[0] ? dayIn(zone, checkIns[0].at) : null, today),
    figureRows: figures.map(({ day, value, part, source, byId, at }) => ({
      ...{ day, part: part ?? '', source, at },
      value: figureText(res, value),
      name: name(byId),
    })),
    isEntered: metric.from === 'entered',
    mayShowCollective: !goal.endedAt && permits(actor.roles, 'show-collective-goals'),
    mayCheckIn: isMine && !goal.endedAt,
    mayEnter: metric.from === 'entered' && (isMine || mayAll),
    mayEdit: mayAll || responsible.some((one) => String(one) === actor.id),
    mayAddTactic: !goal.endedAt && (mayAll || isMine || responsible.some((one) => String(one) === actor.id)),
  };
}
