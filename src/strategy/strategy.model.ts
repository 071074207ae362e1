import { model, Schema, type InferRawDocType } from 'mongoose';
import { withHistory } from '../events/index.js';
import { revisionFields } from '../platform/data/revision.js';
import { valueAreas } from '../organization/index.js';
import { goalMetricNames } from './metrics.js';
import { tacticKindNames } from './tactic-kinds.js';

const { ObjectId } = Schema.Types;
const line = { type: String, required: true } as const;
const text = { type: String, default: '' } as const;

/** Fields of each step of the funnel. */
const step = {
  title: line,
  /** Since when it is over: nothing new can be added to it. */
  endedAt: { type: Date, default: null },
  ...revisionFields,
} as const;

/** The step of the year before that it is a copy of. Nothing is copied twice. */
const copy = { copyOfId: { type: ObjectId } } as const;
const oneCopy = { unique: true, partialFilterExpression: { copyOfId: { $exists: true } } } as const;

/** How it went, from its owner, once it is over. */
const outcome = {
  /** From 0 to 10; null: nobody has said. */
  score: { type: Number, default: null },
  lesson: text,
} as const;

const missionSchema = new Schema({
  _id: { type: String, required: true },
  ...step,
  /** The executive who answers for all of it. */
  sponsorId: { type: ObjectId, required: true },
  /** The day on which it was agreed. */
  agreedOn: line,
});
withHistory(missionSchema, { kind: 'mission' });
/** The one mission: its id is `mission`. */
export const Mission = model('Mission', missionSchema);

const businessGoalSchema = new Schema({
  ...step,
  ...copy,
  year: { type: Number, required: true },
  note: text,
  /** Why sharing does not help here; empty: it does. */
  noSocial: text,
})
  .index({ endedAt: 1, _id: 1 })
  .index({ year: 1, _id: 1 })
  .index({ copyOfId: 1 }, oneCopy);
withHistory(businessGoalSchema, { kind: 'business-goal' });
export const BusinessGoal = model('BusinessGoal', businessGoalSchema);

const departmentGoalSchema = new Schema({
  ...step,
  ...copy,
  businessGoalId: { type: ObjectId, required: true },
  /** Its head owns the goal. */
  teamId: { type: ObjectId, required: true },
  note: text,
})
  .index({ endedAt: 1, _id: 1 })
  .index({ businessGoalId: 1, _id: 1 })
  .index({ copyOfId: 1 }, oneCopy);
withHistory(departmentGoalSchema, { kind: 'department-goal' });
export const DepartmentGoal = model('DepartmentGoal', departmentGoalSchema);

const insightSchema = new Schema({
  ...step,
  departmentGoalId: { type: ObjectId, required: true },
  /** Which people outside. */
  people: line,
  behaviour: text,
  wants: text,
  needs: text,
  motivation: text,
  evidence: line,
  /** Days: when it was found out, and when to look again. */
  foundOn: line,
  checkAgainOn: line,
}).index({ endedAt: 1, _id: 1 });
withHistory(insightSchema, { kind: 'insight' });
export const Insight = model('Insight', insightSchema);

const partnerSchema = new Schema({
  ...step,
  /** What we want with them, in one sentence. */
  aim: line,
  /** Our person who talks with them. */
  contactId: { type: ObjectId, required: true },
  /** The address of their feed; empty: none is known. */
  feed: text,
  asked: text,
  /** Days: when we were last in touch, and when to ask again. */
  askedOn: line,
  askAgainOn: line,
})
  .index({ endedAt: 1, _id: 1 })
  // For what is stored of a person.
  .index({ contactId: 1 });
withHistory(partnerSchema, { kind: 'partner' });
/** An association or standards body that speaks for the industry. It is no step of the funnel. */
export const Partner = model('Partner', partnerSchema);

const terms = {
  metric: { type: String, enum: goalMetricNames, required: true },
  start: { type: Number, required: true },
  target: { type: Number, required: true },
  /** The first and the last day. */
  from: line,
  to: line,
} as const;

const socialGoalDefinition = {
  ...step,
  ...copy,
  ...terms,
  ...outcome,
  departmentGoalId: { type: ObjectId, required: true },
  insightIds: { type: [ObjectId], required: true },
  valueArea: { type: String, enum: valueAreas, required: true },
  /** What shall be reached until days in between; empty: the same each day. */
  milestones: [{ _id: false, day: line, value: { type: Number, required: true } }],
  /** Why the target can be reached. */
  why: text,
  ownerId: { type: ObjectId, required: true },
  leadId: { type: ObjectId, default: null },
  /** What everybody reads about a collective goal, in one sentence; empty: it is none. */
  collective: text,
  /** The departments whose heads are asked to agree. */
  agreeTeamIds: { type: [ObjectId], default: [] },
  /** Counts changes of what is agreed to: metric, start, target and period. */
  termsVersion: { type: Number, required: true, default: 1 },
  /** Earlier terms, each with who replaced it and when. */
  earlierTerms: [
    {
      _id: false,
      version: { type: Number, required: true },
      ...terms,
      until: { type: Date, required: true },
      byId: { type: ObjectId, default: null },
    },
  ],
  agreements: [
    {
      _id: false,
      teamId: { type: ObjectId, required: true },
      version: { type: Number, required: true },
      byId: { type: ObjectId, required: true },
      at: { type: Date, required: true },
    },
  ],
} as const;
const socialGoalSchema = new Schema(socialGoalDefinition)
  .index({ endedAt: 1, _id: 1 })
  .index({ departmentGoalId: 1, _id: 1 })
  .index({ copyOfId: 1 }, oneCopy)
  // For what is stored of a person.
  .index({ ownerId: 1 })
  .index({ leadId: 1 })
  .index({ 'agreements.byId': 1 });
withHistory(socialGoalSchema, { kind: 'social-goal' });
export const SocialGoal = model('SocialGoal', socialGoalSchema);
export type SocialGoalRecord = InferRawDocType<typeof socialGoalDefinition>;

export const messageStates = ['live', 'withdrawn'] as const;

const tacticSchema = new Schema({
  ...step,
  ...outcome,
  /** A tactic stays with its goal, so that results stay where they were reported. */
  goalId: { type: ObjectId, required: true },
  kind: { type: String, enum: tacticKindNames, required: true },
  /** What it should bring: so much of a metric, until a day. */
  metric: { type: String, enum: goalMetricNames, required: true },
  expected: { type: Number, required: true },
  expectedBy: line,
  /** How many people should share for the first time: its second expected result. */
  expectedSharers: { type: Number, required: true },
  plannedHours: { type: Number, default: null },
  /** In whole units of the currency of reports. */
  plannedSpend: { type: Number, default: null },
  keyMessage: line,
  facts: text,
  sources: text,
  messageState: { type: String, enum: messageStates, default: 'live' },
  messageNote: text,
  /** When the message was last changed or withdrawn; null: it is as it was first written. */
  messageChangedAt: { type: Date, default: null },
}).index({ endedAt: 1, _id: 1 });
withHistory(tacticSchema, { kind: 'tactic' });
export const Tactic = model('Tactic', tacticSchema);
