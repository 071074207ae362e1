import type { ExportedRow, PersonalData } from '../platform/data/personal-data.js';
import { CheckIn } from './check-in.model.js';
import { EnteredFigure } from './entered-figure.model.js';
import { missionId } from './steps.js';
import { Mission, Partner, SocialGoal } from './strategy.model.js';

export const strategyPersonalData: PersonalData[] = [
  {
    collection: 'missions',
    words: 'strategy.data-missions',
    async find(personId) {
      const mission = await Mission.findById(missionId, { title: 1, sponsorId: 1 }).lean();
      return mission?.sponsorId.toString() === personId ? [{ title: mission.title }] : [];
    },
    leavesOut: { 'about the organization': ['agreedOn', 'endedAt'] },
  },
  {
    collection: 'socialgoals',
    words: 'strategy.data-goals',
    async find(personId) {
      const goals = await SocialGoal.find({
        $or: [{ ownerId: personId }, { leadId: personId }, { 'agreements.byId': personId }],
      }).lean();
      return goals.map(({ title, ownerId, leadId, agreements }): ExportedRow => ({
        title,
        isOwner: ownerId.toString() === personId,
        isLead: leadId?.toString() === personId,
        agreedAt: agreements?.find(({ byId }) => byId.toString() === personId)?.at ?? null,
      }));
    },
    leavesOut: {
      'about the goal': [
        ...[
          'copyOfId',
          'departmentGoalId',
          'insightIds',
          'valueArea',
          'metric',
          'start',
          'target',
          'from',
          'to',
        ],
        ...[
          'milestones',
          'why',
          'collective',
          'agreeTeamIds',
          'termsVersion',
          'earlierTerms',
          'score',
          'lesson',
          'endedAt',
        ],
      ],
    },
  },
  {
    collection: 'partners',
    words: 'strategy.data-partners',
    find: async (personId) =>
      (await Partner.find({ contactId: personId }, { title: 1 }).lean()).map(({ title }) => ({ title })),
    leavesOut: { 'about the partner': ['aim', 'feed', 'asked', 'askedOn', 'askAgainOn', 'endedAt'] },
  },
  {
    collection: 'checkins',
    words: 'strategy.data-check-ins',
    find: async (personId) =>
      (await CheckIn.find({ byId: personId }).sort({ at: 1 }).lean()).map(
        ({ at, confidence, sentence, decision }) => ({ at, confidence, sentence, decision }),
      ),
    leavesOut: { 'about the goal': ['goalId'], 'the person': ['byId'] },
  },
  {
    collection: 'enteredfigures',
    words: 'strategy.data-figures',
    find: async (personId) =>
      (await EnteredFigure.find({ byId: personId }).sort({ at: 1 }).lean()).map(
        ({ at, day, value, outOf, part, source }) => ({
          at,
          day,
          value,
          outOf: outOf ?? null,
          part: part ?? '',
          source,
        }),
      ),
    leavesOut: { 'about the goal': ['goalId'], 'the person': ['byId'], 'how the file is read': ['inFile'] },
  },
];
