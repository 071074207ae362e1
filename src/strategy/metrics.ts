/** How values of a metric belong together: they add up over time, are as they are at a moment, or are parts of a whole. */
export const metricKinds = ['sum', 'level', 'ratio'] as const;
export type MetricKind = (typeof metricKinds)[number];

export interface MetricRow {
  kind: MetricKind;
  /** Which direction is better. */
  better: 'more' | 'less';
  /** Where values come from: counted by the portal, or entered by somebody, who says where from. */
  from: 'portal' | 'entered';
  /** What a value is a number of. */
  unit: 'count' | 'money' | 'hours' | 'days' | 'percent' | 'score';
  /** True for what only goals of sales or leads may show. */
  isWorth?: true;
}

const counted = { kind: 'sum', better: 'more', from: 'portal', unit: 'count' } as const;
const entered = { kind: 'sum', better: 'more', from: 'entered', unit: 'count' } as const;

/**
 * All metrics that a goal can have. Each has texts in views/strategy: `metric-<name>`, its sentence `-means`, how it is
 * computed `-how`, and what it can't say `-limit`. A metric of the portal is here only if the portal can compute it.
 */
export const goalMetrics = {
  regulars: { ...counted, kind: 'level' },
  postings: counted,
  clicks: counted,
  visitors: counted,
  leads: counted,
  sales: counted,
  'sales-worth': { ...counted, unit: 'money', isWorth: true },
  applications: counted,
  'service-contacts': counted,
  'sign-ups': counted,
  'questions-answered': entered,
  'press-pick-ups': entered,
  suggestions: entered,
  'issues-raised': { ...entered, better: 'less' },
  'hours-spent': { ...entered, better: 'less', unit: 'hours' },
  spend: { ...entered, better: 'less', unit: 'money' },
  'time-to-hire': { ...entered, kind: 'level', better: 'less', unit: 'days' },
  'cost-per-hire': { ...entered, kind: 'level', better: 'less', unit: 'money' },
  turnover: { ...entered, kind: 'ratio', better: 'less', unit: 'percent' },
  satisfaction: { ...entered, kind: 'ratio', unit: 'percent' },
  sentiment: { ...entered, kind: 'level', unit: 'score' },
} as const satisfies Record<string, MetricRow>;

export type GoalMetric = keyof typeof goalMetrics;
export const goalMetricNames = Object.keys(goalMetrics) as GoalMetric[];

/** A metric, with all optional fields. */
export const metricOf = (name: GoalMetric): MetricRow => goalMetrics[name];
