import type { FunnelStep } from './step-fields.js';

/** A field of a form: its texts are `strategy.<step>-<name>`, and `-hint` if it has one. */
export interface FormField {
  name: string;
  as: 'line' | 'area' | 'day' | 'number' | 'person' | 'select' | 'boxes' | 'radios' | 'milestones';
  isOptional?: true;
  hasHint?: true;
}

interface FormPart {
  /** The text `strategy.part-<name>`; null for a form without parts. */
  name: string | null;
  fields: FormField[];
}

const title: FormField = { name: 'title', as: 'area', hasHint: true };
const optional = { isOptional: true } as const;
const hint = { hasHint: true } as const;

/** The forms of all steps, part by part. */
export const stepForms: Record<FunnelStep, FormPart[]> = {
  mission: [
    {
      name: null,
      fields: [title, { name: 'sponsor', as: 'person', ...hint }, { name: 'agreedOn', as: 'day' }],
    },
  ],
  'business-goal': [
    {
      name: null,
      fields: [
        title,
        { name: 'year', as: 'number' },
        { name: 'note', as: 'area', ...optional },
        { name: 'noSocial', as: 'area', ...optional, ...hint },
      ],
    },
  ],
  'department-goal': [
    {
      name: null,
      fields: [
        { name: 'businessGoalId', as: 'select' },
        title,
        { name: 'teamId', as: 'select', ...hint },
        { name: 'note', as: 'area', ...optional },
      ],
    },
  ],
  insight: [
    {
      name: 'insight',
      fields: [
        { name: 'departmentGoalId', as: 'select' },
        title,
        { name: 'people', as: 'line', ...hint },
        { name: 'behaviour', as: 'area', ...optional },
        { name: 'wants', as: 'area', ...optional },
        { name: 'needs', as: 'area', ...optional },
        { name: 'motivation', as: 'area', ...optional },
      ],
    },
    {
      name: 'evidence',
      fields: [
        { name: 'evidence', as: 'area', ...hint },
        { name: 'foundOn', as: 'day' },
        { name: 'checkAgainOn', as: 'day', ...hint },
      ],
    },
  ],
  'social-goal': [
    {
      name: 'change',
      fields: [
        { name: 'departmentGoalId', as: 'select' },
        { name: 'insightIds', as: 'boxes', ...hint },
        title,
        { name: 'valueArea', as: 'radios' },
      ],
    },
    {
      name: 'terms',
      fields: [
        { name: 'metric', as: 'select', ...hint },
        { name: 'start', as: 'number', ...hint },
        { name: 'target', as: 'number' },
        { name: 'from', as: 'day' },
        { name: 'to', as: 'day' },
        { name: 'why', as: 'area', ...hint },
        { name: 'milestones', as: 'milestones', ...optional, ...hint },
      ],
    },
    {
      name: 'people',
      fields: [
        { name: 'owner', as: 'person', ...hint },
        { name: 'lead', as: 'person', ...optional, ...hint },
        { name: 'agreeTeamIds', as: 'boxes', ...optional, ...hint },
      ],
    },
  ],
  tactic: [
    {
      name: 'what',
      fields: [{ name: 'goalId', as: 'select' }, title, { name: 'kind', as: 'radios', ...hint }],
    },
    {
      name: 'expectation',
      fields: [
        { name: 'metric', as: 'select' },
        { name: 'expected', as: 'number' },
        { name: 'expectedBy', as: 'day' },
        { name: 'expectedSharers', as: 'number', ...hint },
        { name: 'plannedHours', as: 'number', ...optional },
        { name: 'plannedSpend', as: 'number', ...optional, ...hint },
      ],
    },
    {
      name: 'message',
      fields: [
        { name: 'keyMessage', as: 'area', ...hint },
        { name: 'facts', as: 'area', ...optional, ...hint },
        { name: 'sources', as: 'area', ...optional },
      ],
    },
  ],
  partner: [
    {
      name: null,
      fields: [
        { ...title, as: 'line' },
        { name: 'aim', as: 'area', ...hint },
        { name: 'contact', as: 'person', ...hint },
        { name: 'feed', as: 'line', ...optional, ...hint },
        { name: 'asked', as: 'area', ...optional, ...hint },
        { name: 'askedOn', as: 'day' },
        { name: 'askAgainOn', as: 'day', ...hint },
      ],
    },
  ],
};
