import { z } from 'zod';
import { idField } from '../platform/data/object-id.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import { valueAreas } from '../organization/index.js';
import { goalMetricNames } from './metrics.js';
import { tacticKindNames } from './tactic-kinds.js';

/** The longest texts, in characters. */
export const longest = { title: 160, text: 2_000 };
/** How many milestones a goal can have. */
export const mostMilestones = 4;

const emptyAsNull = (value: unknown) => (value === '' || value === undefined ? null : value);
const list = (value: unknown) => (value === undefined || value === null ? [] : [value].flat());

const title = visibleNameField(longest.title, {
  missing: 'strategy.title-missing',
  long: 'strategy.title-long',
});
const prose = z
  .string('strategy.text-missing')
  .overwrite((typed) => typed.replace(/\r\n?/g, '\n').trim())
  .max(longest.text, 'strategy.text-long');
const text = prose.default('');
const needed = prose.min(1, 'strategy.text-missing');
const id = idField('strategy.choose-again');
const ids = z.preprocess(list, z.array(id).max(100, 'strategy.choose-again'));

/** A day from 2000 to 2099: what is earlier or later is a slip of the hand. */
export const plainDay = z.iso
  .date('strategy.day-unreadable')
  .refine((day) => day >= '2000-01-01' && day <= '2099-12-31', 'strategy.day-unreadable');

/** The largest number that makes sense. Its decimals are exact. */
const largest = 1e12;

/** A number as people write it, with a point or a comma and without marks for thousands, which could be either. */
const written = (value: unknown) => {
  if (typeof value !== 'string') return value;
  const typed = value.replace(/\s/g, '');
  return /^-?\d+([.,]\d{1,2})?$/.test(typed) ? Number(typed.replace(',', '.')) : typed || undefined;
};
export const plainNumber = z.preprocess(
  written,
  z
    .number('strategy.number-unreadable')
    .min(-largest, 'strategy.number-absurd')
    .max(largest, 'strategy.number-absurd'),
);
const amount = z.preprocess(
  written,
  z
    .number('strategy.number-unreadable')
    .min(0, 'strategy.number-negative')
    .max(largest, 'strategy.number-absurd'),
);
export const optionalAmount = z.preprocess(emptyAsNull, amount.nullable());

/** The e-mail address of somebody in the organization. */
const address = z
  .string('strategy.person-missing')
  .trim()
  .toLowerCase()
  .min(1, 'strategy.person-missing')
  .max(320, 'strategy.person-unknown');

const milestones = {
  milestoneDay: z.preprocess(list, z.array(z.string()).max(mostMilestones, 'strategy.choose-again')),
  milestoneValue: z.preprocess(list, z.array(z.string()).max(mostMilestones, 'strategy.choose-again')),
};

/** What people write in each step of the funnel. Messages are keys of texts. People are named by their addresses. */
export const stepFields = {
  mission: z.object({ title, sponsor: address, agreedOn: plainDay }),
  'business-goal': z.object({
    title,
    year: z.coerce
      .number('strategy.year-wrong')
      .int('strategy.year-wrong')
      .min(2000, 'strategy.year-wrong')
      .max(2099, 'strategy.year-wrong'),
    note: text,
    noSocial: text,
  }),
  'department-goal': z.object({ title, businessGoalId: id, teamId: id, note: text }),
  insight: z
    .object({
      title,
      departmentGoalId: id,
      people: needed,
      behaviour: text,
      wants: text,
      needs: text,
      motivation: text,
      evidence: needed,
      foundOn: plainDay,
      checkAgainOn: plainDay,
    })
    .refine(({ foundOn, checkAgainOn }) => checkAgainOn > foundOn, {
      path: ['checkAgainOn'],
      message: 'strategy.check-again-early',
    }),
  'social-goal': z.object({
    title,
    departmentGoalId: id,
    insightIds: ids.refine((chosen) => chosen.length > 0, 'strategy.insight-missing'),
    valueArea: z.enum(valueAreas, 'strategy.choose-again'),
    metric: z.enum(goalMetricNames, 'strategy.choose-again'),
    start: plainNumber,
    target: plainNumber,
    from: plainDay,
    to: plainDay,
    ...milestones,
    why: needed,
    owner: address,
    lead: z.string().trim().toLowerCase().max(320, 'strategy.person-unknown').default(''),
    agreeTeamIds: ids,
  }),
  tactic: z.object({
    title,
    goalId: id,
    kind: z.enum(tacticKindNames, 'strategy.choose-again'),
    metric: z.enum(goalMetricNames, 'strategy.choose-again'),
    expected: amount.refine((value) => value > 0, 'strategy.expected-zero'),
    expectedBy: plainDay,
    expectedSharers: z.preprocess(
      written,
      z
        .number('strategy.number-unreadable')
        .int('strategy.number-unreadable')
        .min(0, 'strategy.number-negative')
        .max(1e6, 'strategy.number-absurd'),
    ),
    plannedHours: optionalAmount,
    plannedSpend: optionalAmount,
    keyMessage: needed,
    facts: text,
    sources: text,
  }),
  partner: z
    .object({
      title,
      aim: needed,
      contact: address,
      feed: z.preprocess(
        (typed) => (typeof typed === 'string' ? typed.trim() : typed),
        z
          .url({ protocol: /^https?$/, error: 'strategy.feed-unreadable' })
          .max(2_000, 'strategy.feed-unreadable')
          .or(z.literal('')),
      ),
      asked: text,
      askedOn: plainDay,
      askAgainOn: plainDay,
    })
    .refine(({ askedOn, askAgainOn }) => askAgainOn > askedOn, {
      path: ['askAgainOn'],
      message: 'strategy.ask-again-early',
    }),
} as const;

export type FunnelStep = keyof typeof stepFields;
/** The steps from the top to the bottom, and the partners, which are no step of it. */
export const funnelSteps = Object.keys(stepFields) as FunnelStep[];
export type StepFields<S extends FunnelStep> = z.output<(typeof stepFields)[S]>;
/** What a verb is given: texts as they were typed, or values. */
export type StepInput = Record<string, unknown>;
