import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { Busy, ChangedMeanwhile, InvalidInput, NotAllowedNow, NotFound, type Message } from '../errors.js';
import { addFlash } from './flash.js';
import { textsOf } from './unsent-form.js';
import { isWord, namesValue, translate } from '../text/words.js';
import { localeIn } from './pages.js';

type Values = Record<string, unknown>;

declare module 'express-serve-static-core' {
  interface Request {
    /** True when the page of the form can't be shown any more. */
    isFormClosed?: boolean;
  }
}

/** The data of a form's template: what was typed, and the error messages of fields. */
export interface Form {
  values: Values;
  errors: Record<string, string | undefined>;
  /** All errors in order, for the summary above the form; empty when there are none. */
  summary: { field: string; message: string }[];
  /** Who changed it in the meantime; empty when nobody did. */
  conflict: string;
}

// Strict templates throw on missing names, but any field of a form may be missing.
const anyName = <T extends object>(record: T): T => new Proxy(record, { has: () => true });

/** The form as a page first shows it: with these values, or with what was typed before the session ended. */
export function openForm(req: Request, values: Values = {}): Form {
  const kept = req.unsentValues;
  if (kept) {
    addFlash(req, 'info', 'common.form-kept');
    req.isUnsentFormTaken = true;
  }
  return blankForm({ ...values, ...kept });
}

/** A form with only these values; what was typed before the session ended stays stored. */
export const blankForm = (values: Values): Form => ({
  values: anyName(values),
  errors: anyName({}),
  summary: [],
  conflict: '',
});

/**
 * A POST handler: validates the body with zod and calls `submit`. When the input is invalid, shows the form again
 * with what was typed and a message next to each field, with status 422. With the reason above the form and status
 * 409 when the action is not possible now, and 503 when the server is too busy. If the form can't be shown any
 * more, an error page says why. The messages of the schema are keys of texts.
 */
export function submitForm<S extends z.ZodType>(
  schema: S,
  submit: (input: z.output<S>, req: Request, res: Response) => Promise<unknown>,
  show: (req: Request, res: Response, form: Form) => unknown,
): RequestHandler {
  return async (req, res) => {
    try {
      await submit(parseInput(schema, req.body), req, res);
    } catch (error) {
      if (error instanceof Busy) res.status(503).set('Retry-After', String(error.retryAfter));
      else if (error instanceof InvalidInput) res.status(422);
      else if (error instanceof NotAllowedNow) res.status(409);
      else throw error;
      // The page may have lost the field meanwhile: then the layout shows the texts.
      res.locals.waiting = textsOf(req);
      const form = formAgain(req.body as Values, error, localeIn(res));
      try {
        await show(req, res, form);
      } catch (closed) {
        req.isFormClosed = closed instanceof NotAllowedNow || closed instanceof NotFound;
        throw req.isFormClosed && error instanceof NotAllowedNow ? error : closed;
      }
    }
  };
}

/** @throws InvalidInput with the first message of each field; if a schema has no message, a general one */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const fields: Record<string, Message> = {};
  for (const issue of result.error.issues)
    fields[issue.path.join('.') || 'form'] ??= isWord(issue.message)
      ? withMaximum(issue)
      : 'common.not-understood';
  throw new InvalidInput(fields);
}

/** The message of an issue, with the maximum as its value `max` if the text names it. */
const withMaximum = (issue: z.core.$ZodIssue): Message =>
  issue.code === 'too_big' && namesValue(issue.message, 'max')
    ? { key: issue.message, values: { max: Number(issue.maximum) } }
    : issue.message;

function formAgain(
  body: Values | undefined,
  error: InvalidInput | NotAllowedNow | Busy,
  locale: string,
): Form {
  const fields = error instanceof InvalidInput ? error.fields : { '': error.reason ?? 'common.busy' };
  const summary = Object.entries(fields).map(([field, message]) => ({
    field,
    message: translate(locale, message),
  }));
  const errors = Object.fromEntries(summary.map(({ field, message }) => [field, message]));
  const conflict = error instanceof ChangedMeanwhile ? translate(locale, error.reason) : '';
  return { values: anyName({ ...body }), errors: anyName(errors), summary, conflict };
}
