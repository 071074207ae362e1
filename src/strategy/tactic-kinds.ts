import type { GoalMetric } from './metrics.js';

interface TacticKindRow {
  /** The metrics that show whether a tactic of this kind works. */
  fits: readonly GoalMetric[];
  /** Those that look as if they did, and don't. The text `misfit-<kind>` says why. */
  misfits: readonly GoalMetric[];
}

/** The twelve kinds of tactics. Each has texts in views/strategy: `kind-<name>`, and `kind-<name>-hint`. */
export const tacticKinds = {
  content: { fits: ['postings', 'clicks', 'visitors'], misfits: ['sales-worth'] },
  'cross-promotion': { fits: ['visitors', 'clicks', 'sign-ups'], misfits: ['postings'] },
  planning: { fits: ['hours-spent', 'spend'], misfits: ['clicks'] },
  'customer-service': {
    fits: ['service-contacts', 'questions-answered', 'satisfaction', 'sentiment'],
    misfits: ['postings'],
  },
  representatives: { fits: ['regulars', 'visitors', 'leads', 'sales'], misfits: ['sentiment'] },
  events: { fits: ['sign-ups', 'visitors', 'postings'], misfits: ['sales-worth'] },
  'public-relations': { fits: ['press-pick-ups', 'visitors'], misfits: ['sales'] },
  crisis: { fits: ['issues-raised', 'sentiment'], misfits: ['clicks', 'postings'] },
  'customer-input': { fits: ['suggestions', 'satisfaction'], misfits: ['clicks'] },
  recruitment: {
    fits: ['applications', 'time-to-hire', 'cost-per-hire', 'turnover'],
    misfits: ['clicks'],
  },
  'investor-relations': { fits: ['visitors', 'clicks'], misfits: ['leads'] },
  relationships: { fits: ['regulars', 'postings'], misfits: ['visitors'] },
} as const satisfies Record<string, TacticKindRow>;

export type TacticKind = keyof typeof tacticKinds;
export const tacticKindNames = Object.keys(tacticKinds) as TacticKind[];
