import { weekOf } from '../platform/text/weeks.js';
import { Participation } from './participation.model.js';

/**
 * The week in which the series begins: the first one in which preparing and posting were recorded. Of earlier shares too
 * little is known. Null before anybody took part.
 */
export async function firstWeek(): Promise<string | null> {
  const first = await Participation.findOne({ isAssumed: false }, { day: 1 }).sort({ day: 1 }).lean();
  return first && weekOf(first.day);
}
