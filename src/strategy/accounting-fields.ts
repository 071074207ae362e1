import { z } from 'zod';
import { confidences } from './check-in.model.js';
import { plainDay, plainNumber } from './step-fields.js';

const sentence = z
  .string('strategy.text-missing')
  .trim()
  .min(1, 'strategy.text-missing')
  .max(300, 'strategy.sentence-long');

/** What a check-in says. */
export const checkInFields = z.object({
  confidence: z.enum(confidences, 'strategy.confidence-missing'),
  sentence,
  decision: sentence,
});

/** A figure as it is entered, with where it comes from. */
export const figureFields = z.object({
  day: plainDay,
  value: plainNumber,
  outOf: z.preprocess(
    (typed) => (typed === '' || typed === undefined ? null : typed),
    z.coerce
      .number('strategy.number-unreadable')
      .int('strategy.number-unreadable')
      .min(1, 'strategy.number-unreadable')
      .max(1e9, 'strategy.number-absurd')
      .nullable(),
  ),
  part: z.string().trim().max(60, 'strategy.part-long').default(''),
  source: sentence,
});

/** Somebody who answers for a goal checks in once a month; a few days are for weekends. */
export const checkInDays = 35;

/** Figures that people enter come once a month. */
export const rhythmDays = 35;
