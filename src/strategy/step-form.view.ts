import type { Response } from 'express';
import { isOpen, listTeams, offeredTeams, teamLabel } from '../people/index.js';
import type { Choice } from '../platform/http/choices.js';
import type { Form } from '../platform/http/forms.js';
import { localeIn, say } from '../platform/http/pages.js';
import { enumerationText } from '../platform/text/formats.js';
import { valueAreas } from '../organization/index.js';
import { goalMetricNames, metricOf, type GoalMetric } from './metrics.js';
import { readFunnel } from './read-funnel.js';
import { findPresent } from './responsible.js';
import { stepForms, type FormField } from './step-form.js';
import { mostMilestones, type FunnelStep } from './step-fields.js';
import { tacticKindNames, tacticKinds } from './tactic-kinds.js';

type Values = Record<string, unknown>;

const texts = (value: unknown): string[] => [value ?? []].flat().map(String);

/** The stored step as the values of its form: people by their addresses. */
export async function stepFormValues(stored: Values): Promise<Values> {
  const people = await findPresent([stored.sponsorId, stored.ownerId, stored.leadId, stored.contactId]);
  const address = (id: unknown) => people.get(String(id))?.email ?? '';
  const milestones = (stored.milestones ?? []) as { day: string; value: number }[];
  return {
    ...Object.fromEntries(
      Object.entries(stored).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map(String) : plain(value),
      ]),
    ),
    sponsor: address(stored.sponsorId),
    owner: address(stored.ownerId),
    lead: address(stored.leadId),
    contact: address(stored.contactId),
    milestoneDay: milestones.map(({ day }) => day),
    milestoneValue: milestones.map(({ value }) => String(value)),
  };
}

/** Numbers and texts as they are; ids as texts. */
const plain = (value: unknown): unknown =>
  typeof value === 'number' ? value : value === null || value === undefined ? '' : `${value as string}`;

/** The parts of the form of a step with its choices, as the template prints them. */
export async function stepFormParts(res: Response, step: FunnelStep, form: Form) {
  const [funnel, teams] = await Promise.all([readFunnel(), listTeams()]);
  const word = (key: string) => say(res, `strategy.${key}`);
  const from = (things: { id: string; title: string }[], chosen: string[]): Choice[] =>
    things.map(({ id, title }) => ({ value: id, label: title, selected: chosen.includes(id) }));
  const named = (names: readonly string[], prefix: string, chosen: string[], withHint: boolean): Choice[] =>
    names.map((name) => ({
      value: name,
      label: word(`${prefix}-${name}`),
      selected: chosen.includes(name),
      ...(withHint && { hint: word(`${prefix}-${name}-hint`) }),
    }));
  const teamsFor = (chosen: string[]): Choice[] =>
    offeredTeams(teams, chosen).map((team) => ({
      value: team.id,
      label: teamLabel(team, (message) => say(res, message)),
      selected: chosen.includes(team.id),
    }));
  const choicesOf = (name: string): Choice[] => {
    const chosen = texts(form.values[name]);
    const nothing = { value: '', label: word('choose'), selected: !chosen.length };
    switch (name) {
      case 'businessGoalId':
        return [nothing, ...from(funnel.businessGoals, chosen)];
      case 'departmentGoalId':
        return [nothing, ...from(funnel.departmentGoals, chosen)];
      case 'goalId':
        return [nothing, ...from(funnel.goals, chosen)];
      case 'insightIds':
        return from(funnel.insights, chosen);
      case 'teamId':
        return [nothing, ...teamsFor(chosen)];
      case 'agreeTeamIds':
        return teamsFor(chosen);
      case 'valueArea':
        return named(valueAreas, 'area', chosen, true);
      case 'kind':
        return kindChoices(res, chosen);
      default:
        return [nothing, ...metricChoices(res, chosen)];
    }
  };
  const fieldOf = ({ name, as, isOptional, hasHint }: FormField) => {
    const typed = texts(form.values[name]);
    const [days, numbers] = [texts(form.values.milestoneDay), texts(form.values.milestoneValue)];
    return {
      name,
      as,
      label: word(`${step}-${name}`),
      hint: hasHint ? word(`${step}-${name}-hint`) : '',
      optional: !!isOptional,
      height: name === 'title' ? 2 : 3,
      value: typed[0] ?? '',
      error: form.errors[as === 'milestones' ? 'milestoneDay' : name] ?? '',
      options: ['select', 'boxes', 'radios'].includes(as) ? choicesOf(name) : [],
      rows:
        as === 'milestones'
          ? Array.from({ length: mostMilestones }, (_, n) => ({
              number: n + 1,
              dayId: n ? `milestoneDay-${n}` : 'milestoneDay',
              valueId: `milestoneValue-${n}`,
              day: days[n] ?? '',
              value: numbers[n] ?? '',
            }))
          : [],
    };
  };
  return stepForms[step].map((part, n) => ({
    id: `part-${n}`,
    heading: part.name ? word(`part-${part.name}`) : '',
    fields: part.fields.map(fieldOf),
  }));
}

/** Metrics as options; each says who counts it. */
function metricChoices(res: Response, chosen: string[]): Choice[] {
  return goalMetricNames.map((name) => ({
    value: name,
    label: say(res, `strategy.by-${metricOf(name).from}`, { metric: say(res, `strategy.metric-${name}`) }),
    selected: chosen.includes(name),
  }));
}

/** The twelve kinds, each with the metrics that fit and those that don't. */
function kindChoices(res: Response, chosen: string[]): Choice[] {
  const names = (metrics: readonly GoalMetric[]) =>
    enumerationText(
      localeIn(res),
      metrics.map((metric) => say(res, `strategy.metric-${metric}`)),
    );
  return tacticKindNames.map((kind) => ({
    value: kind,
    label: say(res, `strategy.kind-${kind}`),
    hint: say(res, 'strategy.kind-fits', {
      fits: names(tacticKinds[kind].fits),
      misfits: names(tacticKinds[kind].misfits),
      why: say(res, `strategy.misfit-${kind}`),
    }),
    selected: chosen.includes(kind),
  }));
}

/** The fields that the form compares with another person’s version. */
export async function comparedSteps(res: Response, step: FunnelStep) {
  const [funnel, teams] = await Promise.all([readFunnel(), listTeams()]);
  const titles = new Map([
    ...[...funnel.businessGoals, ...funnel.departmentGoals, ...funnel.goals, ...funnel.insights].map(
      ({ id, title }) => [id, title] as const,
    ),
    ...teams.filter(isOpen).map(({ id, name }) => [id, name] as const),
  ]);
  const show = (value: unknown) =>
    enumerationText(
      localeIn(res),
      texts(value).map((one) => titles.get(one) ?? one),
    );
  return Object.fromEntries(
    stepForms[step]
      .flatMap(({ fields }) => fields)
      .filter(({ as }) => as !== 'milestones')
      .map(({ name }) => [name, { label: `strategy.${step}-${name}`, show }]),
  );
}
