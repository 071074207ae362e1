import type { Request, RequestHandler } from 'express';
import { isFormOf, isFormOn, isFromElsewhere } from './csrf.js';
import { upsertAgain } from '../data/duplicate-key.js';
import { UnsentForm } from './unsent-form.model.js';
import { lastPerson, lastSessionOf, personNow } from './last-person.js';
import { isLocalPath } from './local-path.js';

type Values = Record<string, unknown>;

declare module 'express-session' {
  interface SessionData {
    /** A form that waits for this person, and the page it belongs to. */
    unsentForm?: { key: string; page: string };
  }
}

declare module 'express-serve-static-core' {
  interface Request {
    /** What was typed before, on the page it was typed on. */
    unsentValues?: Values;
    /** True once a form shows them. */
    isUnsentFormTaken?: boolean;
    /** The page of a form whose fields were not read. */
    formPage?: string;
  }
}

const day = 24 * 60 * 60 * 1000;
const largest = 512 * 1024;

/** The page that a form says it stands on, a path of ours: a link on a page may lead there, and nothing more. */
export function pageNamedBy(req: Request): string | undefined {
  const page = req.formPage ?? (req.body as Values | undefined)?._page;
  return typeof page === 'string' && isLocalPath(page) ? page : undefined;
}

/** The page that this request's form stands on: only one that we showed such a form on is believed. */
export function pageOfForm(req: Request): string | undefined {
  const page = pageNamedBy(req);
  return page !== undefined && (page === req.formPage || isFormOn(req, page)) ? page : undefined;
}

/**
 * Keeps what was typed until its page is shown again to the same person. Never a password. False when the page is
 * unknown, for a stranger, for a form that was shown to somebody else, and for one on another site: nobody may put words in
 * another's mouth.
 */
export async function storeForm(req: Request): Promise<boolean> {
  const page = pageOfForm(req);
  const owner = personNow(req) ?? lastPerson(req);
  if (!page || !owner || isFromElsewhere(req) || !isFormOf(req, owner.personId)) return false;
  // A button pressed in another tab replaces no text that waits.
  if (!textsOf(req).length && (await isTextWaiting(req, req.session.unsentForm?.key ?? owner.key)))
    return false;
  return storeValues(req, page, { ...emptyBoxes(req), ...Object.fromEntries(typedFields(req)) });
}

/**
 * The names of the form's checkboxes, each without a tick: a browser sends nothing of a box that is not ticked, so the form
 * names its boxes in `_boxes`.
 */
const emptyBoxes = (req: Request): Values =>
  Object.fromEntries(fieldsNamedIn(req, '_boxes').map((name) => [name, '']));

/** The fields that the form names in a hidden one, each once. */
function fieldsNamedIn(req: Request, hidden: '_boxes' | '_texts'): string[] {
  const names = [(req.body as Values | undefined)?.[hidden] ?? []].flat();
  return [...new Set(names.filter((name) => typeof name === 'string').filter(isTyped))];
}

const isTextWaiting = async ({ clock }: Request, key: string) => {
  const waiting = await UnsentForm.findOne({ _id: key, expiresAt: { $gt: clock.now() } }).lean();
  return waiting !== null && textsIn(JSON.parse(waiting.values) as Values, waiting.texts).length > 0;
};

const isTyped = (name: string) => !/^_|password/i.test(name);

const typedFields = (req: Request) =>
  Object.entries((req.body ?? {}) as Values).filter(([name]) => isTyped(name));

/**
 * The texts among what was typed: not a choice, a day or an id, and never a password. The form names its text fields in
 * `_texts`, as short words can't be told from a choice.
 */
export const textsOf = (req: Request): string[] =>
  textsIn((req.body ?? {}) as Values, fieldsNamedIn(req, '_texts'));

/** A form that was stored by an earlier version does not say which fields hold texts. */
const textsIn = (values: Values, fields: string[] = []): string[] =>
  fields
    .flatMap((name) => values[name])
    .filter((value): value is string => typeof value === 'string')
    .filter((text) => text.trim());

/** Keeps these values for the form of a page. They replace what waited for this session. False when there are too many. */
export async function storeValues(req: Request, page: string, values: Values): Promise<boolean> {
  const owner = personNow(req) ?? lastPerson(req);
  if (!owner) return false;
  const { key, personId } = owner;
  const json = JSON.stringify(values);
  if (Buffer.byteLength(json) > largest) return false;
  const texts = fieldsNamedIn(req, '_texts');
  const kept = { personId, page, values: json, texts, expiresAt: new Date(req.clock.now().getTime() + day) };
  await upsertAgain(() => UnsentForm.updateOne({ _id: key }, { $set: kept }, { upsert: true }).exec());
  if (req.user) req.session.unsentForm = { key, page };
  return true;
}

/** The form that this person typed in their last session of this browser; null when none waits. */
export async function findUnsentForm(
  req: Request,
  personId: string,
): Promise<{ key: string; page: string } | null> {
  const key = lastSessionOf(req, personId)?.key;
  const expiresAt = { $gt: req.clock.now() };
  const found = key && (await UnsentForm.findOne({ _id: key, personId, expiresAt }, { page: 1 }).lean());
  return found ? { key: found._id, page: found.page } : null;
}

/**
 * Brings what was typed before to the page it was typed on. It goes on waiting until a form has taken it; what a page
 * without one shows instead, such as that of a post recalled meanwhile, has the texts below it.
 */
export const restoreUnsentForm: RequestHandler = async (req, res, next) => {
  const kept = req.user && req.session.unsentForm;
  if (kept && req.method === 'GET' && samePage(kept.page, req.originalUrl)) {
    const found = await UnsentForm.findOne({
      _id: kept.key,
      personId: req.user!.id,
      expiresAt: { $gt: req.clock.now() },
    }).lean();
    if (found) {
      req.unsentValues = JSON.parse(found.values) as Values;
      const texts = textsIn(req.unsentValues, found.texts);
      // Asked for when the page is rendered: until then a form of the page may take them.
      Object.defineProperty(res.locals, 'waiting', {
        enumerable: true,
        get: () => (req.isUnsentFormTaken ? [] : texts),
      });
      res.once('finish', () => {
        if (req.isUnsentFormTaken)
          void UnsentForm.deleteOne({ _id: kept.key, values: found.values })
            .exec()
            .catch(() => undefined);
      });
    } else delete req.session.unsentForm;
  }
  next();
};

const samePage = (a: string, b: string) => a.split('?')[0] === b.split('?')[0];
