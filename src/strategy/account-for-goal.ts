import { changeCurrent } from '../events/index.js';
import { organizationTimeZone } from '../organization/index.js';
import { authorize, checkRevision, personIdOf, type SignedIn } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { ChangedMeanwhile, InvalidInput, NotAllowedNow, NotFound, type Message } from '../platform/errors.js';
import { parseInput } from '../platform/http/forms.js';
import { readTable } from '../platform/text/read-table.js';
import type { Services } from '../services.js';
import { CheckIn } from './check-in.model.js';
import { EnteredFigure } from './entered-figure.model.js';
import { checkInFields, figureFields } from './accounting-fields.js';
import { metricOf, type GoalMetric } from './metrics.js';
import { accountableFor, authorizeStep, headOfTeam, mayEditAll } from './responsible.js';
import { readFigures } from './read-figures.js';
import { storeFigures } from './store-figures.js';
import { SocialGoal, Tactic } from './strategy.model.js';

/** The largest file of figures. */
export const figureLimits = { bytes: 2 * 1024 * 1024, rows: 10_000 };

/** Thrown when rows of a file can't be used. Nothing of the file is stored. */
export class WrongRows extends InvalidInput {
  override name = 'WrongRows';
  constructor(readonly rows: { line: number; column: string; message: Message }[]) {
    super({ file: { key: 'strategy.figures-wrong', values: { count: rows.length } } });
  }
}

/**
 * The head of a department agrees to the terms of a goal, as they read them.
 * @throws Forbidden; NotAllowedNow for somebody else; NotFound; ChangedMeanwhile when the terms were replaced
 */
export async function agreeToGoal(
  services: Services,
  { actor, goalId, teamId, version }: { actor: SignedIn; goalId: string; teamId: string; version: number },
): Promise<void> {
  const goal = await SocialGoal.findById(goalId, { agreeTeamIds: 1 }).lean();
  const isAsked = goal?.agreeTeamIds.some((id) => id.toString() === teamId);
  authorize(actor, 'agree-to-goals', { personIds: isAsked ? [await headOfTeam(teamId)] : [actor.id] });
  if (!isAsked) throw new NotFound();
  await changeCurrent(services, SocialGoal, { _id: goalId }, ({ termsVersion, agreements, endedAt }) => {
    if (endedAt) throw new NotAllowedNow('strategy.has-ended');
    if (termsVersion !== version) throw new ChangedMeanwhile('strategy.terms-changed');
    const others = (agreements ?? []).filter((one) => one.teamId.toString() !== teamId);
    const agreement = { teamId, version, byId: actor.id, at: services.clock.now() };
    return { type: 'social-goal.agreed', by: actor.id, set: { agreements: [...others, agreement] } };
  });
}

/** Records what somebody who answers for a goal says about it. @throws Forbidden; NotAllowedNow; NotFound; InvalidInput */
export async function checkIn(
  services: Services,
  { actor, goalId, ...input }: { actor: SignedIn; goalId: string } & Record<string, unknown>,
): Promise<void> {
  const goal = await SocialGoal.findById(goalId).lean();
  authorize(actor, 'check-in', { personIds: goal ? await accountableFor(goal) : [actor.id] });
  if (!goal) throw new NotFound();
  const fields = parseInput(checkInFields, input);
  if (goal.endedAt) throw new NotAllowedNow('strategy.has-ended');
  await CheckIn.create({ goalId, byId: actor.id, at: services.clock.now(), ...fields });
}

/**
 * Records a figure of a goal whose metric people enter. A later one of the same day and part replaces it.
 * @throws Forbidden; NotAllowedNow; NotFound; InvalidInput
 */
export async function enterFigure(
  services: Services,
  { actor, goalId, ...input }: { actor: SignedIn; goalId: string } & Record<string, unknown>,
): Promise<void> {
  const goal = await authorizeFigures(actor, goalId);
  const fields = parseInput(figureFields, input);
  const problem = problemOfFigure(fields, goal, await today(services));
  if (problem) throw new InvalidInput(problem);
  await EnteredFigure.create({ goalId, byId: actor.id, at: services.clock.now(), ...fields });
}

/**
 * Records the figures of a CSV file: all of them, or none when a row is wrong. Returns how many they are.
 * @param locale how the person writes dates and numbers, where a file can be read in two ways
 * @throws Forbidden; NotAllowedNow; NotFound; InvalidInput; WrongRows
 */
export async function enterFigures(
  services: Services,
  { actor, goalId, file, locale }: { actor: SignedIn; goalId: string; file: Buffer; locale: string },
): Promise<number> {
  const goal = await authorizeFigures(actor, goalId);
  // The first row names the columns.
  const table = await readTable(file, { ...figureLimits, rows: figureLimits.rows + 1 });
  if ('problem' in table)
    throw new InvalidInput({
      file: { key: `strategy.figures-file-${table.problem}`, values: { count: figureLimits.rows } },
    });
  const read = readFigures(table.rows, { locale, now: services.clock.now() });
  if ('missing' in read)
    throw new InvalidInput({
      file: { key: 'strategy.figures-columns', values: { columns: read.missing.join(', ') } },
    });
  if (!read.rows.length) throw new InvalidInput({ file: 'strategy.figures-file-empty' });
  const lastDay = await today(services);
  const wrong = read.rows.flatMap(({ line, fields, problem }) => {
    const found = problem ?? Object.entries(problemOfFigure(fields!, goal, lastDay) ?? {})[0];
    return found ? [{ line, column: found[0], message: found[1] }] : [];
  });
  if (wrong.length) throw new WrongRows(wrong);
  const entered = { goalId, byId: actor.id, at: services.clock.now() };
  await storeFigures(read.rows.map(({ fields }) => ({ ...fields, ...entered })));
  return read.rows.length;
}

/** @throws Forbidden; NotFound; NotAllowedNow when the portal counts it */
async function authorizeFigures(actor: SignedIn, goalId: string) {
  const goal = await SocialGoal.findById(goalId).lean();
  const people = goal && !(await mayEditAll(actor)) ? await accountableFor(goal) : [actor.id];
  authorize(actor, 'enter-figures', { personIds: people });
  if (!goal) throw new NotFound();
  if (metricOf(goal.metric).from !== 'entered') throw new NotAllowedNow('strategy.figure-of-portal');
  return goal;
}

const today = async ({ clock }: Services) => dayIn(await organizationTimeZone(), clock.now());

/** What is wrong with a figure of this goal, by field. */
function problemOfFigure(
  { day, value }: { day: string; value: number },
  goal: { metric: GoalMetric; from: string },
  lastDay: string,
): Record<string, string> | null {
  const { unit } = metricOf(goal.metric);
  if (day > lastDay) return { day: 'strategy.figure-future' };
  if (day < goal.from) return { day: 'strategy.figure-early' };
  if (unit !== 'score' && value < 0) return { value: 'strategy.number-negative' };
  if (unit === 'percent' && value > 100) return { value: 'strategy.percent-over' };
  return null;
}

/**
 * Withdraws the key message of a tactic. Posts that rest on it stay until somebody recalls them.
 * @param input.revision of the tactic when the form was opened; undefined: any
 * @throws Forbidden; NotAllowedNow when somebody else withdrew it; NotFound; InvalidInput without a reason;
 *   ChangedMeanwhile when the tactic changed, maybe its message
 */
export async function withdrawMessage(
  services: Services,
  { actor, tacticId, note, revision }: { actor: SignedIn; tacticId: string; note: string; revision?: number },
): Promise<void> {
  const tactic = await Tactic.findById(tacticId, { goalId: 1 }).lean();
  await authorizeStep(actor, 'tactic', tactic ?? {});
  const messageNote = note.trim();
  if (!messageNote || messageNote.length > 500) throw new InvalidInput({ note: 'strategy.withdraw-note' });
  await changeCurrent(services, Tactic, { _id: tacticId }, async (stored) => {
    if (stored.messageState === 'withdrawn') {
      if (stored.messageNote === messageNote) return null;
      throw new NotAllowedNow('strategy.withdrawn-already');
    }
    await checkRevision(stored, revision, actor.id);
    const set = { messageState: 'withdrawn', messageNote, messageChangedAt: services.clock.now() };
    return { type: 'tactic.message-withdrawn', by: personIdOf(actor), set };
  });
}
