import type { Request, RequestHandler } from 'express';
import { isFormOf, isFormOn, isFromElsewhere } from './csrf.js';
import { reach } from '../data/fail-points.js';
import { upsertAgain } from '../data/duplicate-key.js';
import { UnsentForm } from './unsent-form.model.js';
import { lastPerson, lastSessionOf, personNow } from './last-person.js';
import { isLocalPath } from './local-path.js';

type Values = Record<string, unknown>;

declare module 'express-session' {
  interface SessionData {
    /** A form that is stored for this person, and its page. */
    unsentForm?: { key: string; page: string };
  }
}

declare module 'express-serve-static-core' {
  interface Request {
    /** What was typed before, on the page where it was typed. */
    unsentValues?: Values;
    /** True once a form shows them. */
    isUnsentFormTaken?: boolean;
    /** The page of a form whose fields were not read. */
    formPage?: string;
  }
}

const day = 24 * 60 * 60 * 1000;
const largest = 512 * 1024;

/** The page that a form names as its own, a path on this site. Unverified, so use it for links only. */
export function pageNamedBy(req: Request): string | undefined {
  const page = req.formPage ?? (req.body as Values | undefined)?._page;
  return typeof page === 'string' && isLocalPath(page) ? page : undefined;
}

/** The page that this request's form is on, verified by its token. */
export function pageOfForm(req: Request): string | undefined {
  const page = pageNamedBy(req);
  return page !== undefined && (page === req.formPage || isFormOn(req, page)) ? page : undefined;
}

/**
 * Stores what was typed until its page is shown to the same person again. Never a password. Returns false when the
 * page is unknown, the sender is a stranger or may not sign in any more, or the form was shown to another person or is from another site:
 * nobody can fill in a form for somebody else.
 */
export async function storeForm(req: Request): Promise<boolean> {
  const page = pageOfForm(req);
  const owner = ownerOf(req);
  if (!page || !owner || !isOfLastPerson(req)) return false;
  // A form that holds only choices does not replace a stored text.
  if (!textsOf(req).length && (await isTextWaiting(req, req.session.unsentForm?.key ?? owner.key)))
    return false;
  return storeValues(req, page, { ...emptyBoxes(req), ...Object.fromEntries(typedFields(req)) });
}

const ownerOf = (req: Request) => personNow(req) ?? lastPerson(req);

/** True for a form of the person who was signed in to this browser last. */
export function isOfLastPerson(req: Request): boolean {
  const owner = ownerOf(req);
  return owner !== null && !isFromElsewhere(req) && isFormOf(req, owner.personId);
}

/**
 * The form's checkboxes, each without a tick. Browsers don't send boxes without a tick, so the form lists its
 * boxes in `_boxes`.
 */
const emptyBoxes = (req: Request): Values =>
  Object.fromEntries(fieldsNamedIn(req, '_boxes').map((name) => [name, '']));

/** The fields that the form lists in a hidden one, without duplicates. */
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
 * The texts that were typed: no choices, days or ids, and never a password. The form lists its text fields in
 * `_texts`, because short texts look like choices.
 */
export const textsOf = (req: Request): string[] =>
  textsIn((req.body ?? {}) as Values, fieldsNamedIn(req, '_texts'));

/** A form that an earlier release stored does not list its text fields. */
const textsIn = (values: Values, fields: string[] = []): string[] =>
  fields
    .flatMap((name) => values[name])
    .filter((value): value is string => typeof value === 'string')
    .filter((text) => text.trim());

/**
 * Stores these values for the form of a page, instead of earlier ones of this session. False when there are too
 * many, or when this person may not sign in any more.
 */
export async function storeValues(req: Request, page: string, values: Values): Promise<boolean> {
  const owner = ownerOf(req);
  if (!owner || !(await req.mayReturn(owner.personId))) return false;
  const { key, personId } = owner;
  const json = JSON.stringify(values);
  if (Buffer.byteLength(json) > largest) return false;
  const texts = fieldsNamedIn(req, '_texts');
  const kept = { personId, page, values: json, texts, expiresAt: new Date(req.clock.now().getTime() + day) };
  await upsertAgain(() => UnsentForm.updateOne({ _id: key }, { $set: kept }, { upsert: true }).exec());
  await reach('form.stored');
  // Their access may have ended after the first look, and what was stored of them been deleted.
  if (!(await req.mayReturn(personId))) {
    await UnsentForm.deleteOne({ _id: key, personId });
    return false;
  }
  if (req.user) req.session.unsentForm = { key, page };
  return true;
}

/** The stored form that this person typed in their last session of this browser; null when there is none. */
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
 * Loads what was typed before on its page. It stays stored until a form shows it. Texts without a field, for
 * example because the post was recalled, are shown by the layout.
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
      res.locals.waiting = textsIn(req.unsentValues, found.texts);
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
