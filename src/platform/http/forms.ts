import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { Busy, ChangedMeanwhile, InvalidInput, NotAllowedNow, NotFound, type Message } from '../errors.js';
import { addFlash } from './flash.js';
import { isWord, translate } from '../text/words.js';

type Values = Record<string, unknown>;

declare module 'express-serve-static-core' {
  interface Request {
    /** True when the page of the form that was sent can't be shown any more. */
    isFormClosed?: boolean;
  }
}

/** What a form's template prints: what was typed, and a message beside each field that needs one. */
export interface Form {
  values: Values;
  errors: Record<string, string | undefined>;
  /** The errors in order, for the summary above the form; empty when all is well. */
  summary: { field: string; message: string }[];
  /** Who changed meanwhile what this form would replace; empty when nobody did. */
  conflict: string;
}

// Templates are strict: they throw on a name that isn't there. A form may lack any of its fields.
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

/** A form with these values alone; what was typed before the session ended goes on waiting. */
export const blankForm = (values: Values): Form => ({
  values: anyName(values),
  errors: anyName({}),
  summary: [],
  conflict: '',
});

/**
 * A POST handler: parses the body with zod and calls `submit`; when the schema or a verb finds the input
 * invalid, calls `show` again with what was typed and a message beside each field, answered with 422. The same, with
 * the reason above the form and 409, when a verb finds that it is not possible now, and 503 when it is too busy. Where
 * the form can't be shown any more either, an error page says why. Messages in the schema are keys of words.
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
      const form = formAgain(req.body as Values, error, (res.locals as { lang: string }).lang);
      try {
        await show(req, res, form);
      } catch (closed) {
        req.isFormClosed = closed instanceof NotAllowedNow || closed instanceof NotFound;
        throw req.isFormClosed && error instanceof NotAllowedNow ? error : closed;
      }
    }
  };
}

/** @throws InvalidInput with the first message of each field; where a schema has no words of its own, plain ones */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const fields: Record<string, Message> = {};
  for (const { path, message } of result.error.issues)
    fields[path.join('.') || 'form'] ??= isWord(message) ? message : 'common.not-understood';
  throw new InvalidInput(fields);
}

function formAgain(body: Values | undefined, error: InvalidInput | NotAllowedNow | Busy, lang: string): Form {
  const fields = error instanceof InvalidInput ? error.fields : { '': error.reason ?? 'common.busy' };
  const summary = Object.entries(fields).map(([field, message]) => ({
    field,
    message: translate(lang, message),
  }));
  const errors = Object.fromEntries(summary.map(({ field, message }) => [field, message]));
  const conflict = error instanceof ChangedMeanwhile ? translate(lang, error.reason) : '';
  return { values: anyName({ ...body }), errors: anyName(errors), summary, conflict };
}
