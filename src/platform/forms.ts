import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { InvalidInput, type Message } from './errors.js';
import { addFlash } from './flash.js';
import { isWord, translate } from './words.js';

type Values = Record<string, unknown>;

/** What a form's template prints: what was typed, and a message beside each field that needs one. */
export interface Form {
  values: Values;
  errors: Record<string, string | undefined>;
  /** The errors in order, for the summary above the form; empty when all is well. */
  summary: { field: string; message: string }[];
}

// Templates are strict: they throw on a name that isn't there. A form may lack any of its fields.
const anyName = <T extends object>(record: T): T => new Proxy(record, { has: () => true });

/** The form as a page first shows it: with these values, or with what was typed before the session ended. */
export function openForm(req: Request, values: Values = {}): Form {
  const kept = req.keptValues;
  if (kept) addFlash(req, 'info', 'common.form-kept');
  return { values: anyName({ ...values, ...kept }), errors: anyName({}), summary: [] };
}

/**
 * A POST handler: parses the body with zod and calls `submit`; when the schema or a verb finds the input
 * invalid, calls `show` again with what was typed and a message beside each field, answered with 422.
 * Messages in the schema are keys of words.
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
      if (!(error instanceof InvalidInput)) throw error;
      res.status(422);
      await show(req, res, invalidForm(req.body as Values, error, (res.locals as { lang: string }).lang));
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

function invalidForm(body: Values | undefined, error: InvalidInput, lang: string): Form {
  const summary = Object.entries(error.fields).map(([field, message]) => ({
    field,
    message: translate(lang, message),
  }));
  const errors = Object.fromEntries(summary.map(({ field, message }) => [field, message]));
  return { values: anyName({ ...body }), errors: anyName(errors), summary };
}
