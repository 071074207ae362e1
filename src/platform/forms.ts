import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { isFromElsewhere } from './csrf.js';
import { InvalidInput, type Message } from './errors.js';
import { addFlash } from './flash.js';
import { isLocalPath } from './local-path.js';
import { isWord, translate } from './words.js';

type Values = Record<string, unknown>;

/** What a form's template prints: what was typed, and a message beside each field that needs one. */
export interface Form {
  values: Values;
  errors: Record<string, string | undefined>;
  /** The errors in order, for the summary above the form; empty when all is well. */
  summary: { field: string; message: string }[];
}

interface KeptForm {
  page: string;
  values: Values;
}

declare module 'express-session' {
  interface SessionData {
    keptForm?: KeptForm;
    returnTo?: string;
  }
}

// Templates are strict: they throw on a name that isn't there. A form may lack any of its fields.
const anyName = <T extends object>(record: T): T => new Proxy(record, { has: () => true });

/** The form as a page first shows it: with these values, or with what was typed before the session ended. */
export function openForm(req: Request, values: Values = {}): Form {
  const kept = req.session.keptForm;
  const here = kept && samePage(kept.page, req.originalUrl);
  if (here) {
    delete req.session.keptForm;
    addFlash(req, 'info', 'common.form-kept');
  }
  return { values: anyName({ ...values, ...(here && kept.values) }), errors: anyName({}), summary: [] };
}

const samePage = (a: string, b: string) => a.split('?')[0] === b.split('?')[0];

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

/** The page that this request's form stands on, as the form says; only a path of our own is believed. */
export function pageOfForm(req: Request): string | undefined {
  const page = (req.body as Values | undefined)?._page;
  return typeof page === 'string' && isLocalPath(page) ? page : undefined;
}

/**
 * Keeps what was typed until its page is shown again. Never a password. False when the page is unknown, and for
 * a form on another site: it must not put words in anybody's mouth.
 */
export function keepForm(req: Request): boolean {
  const page = pageOfForm(req);
  if (!page || isFromElsewhere(req)) return false;
  const typed = Object.entries(req.body as Values);
  const values = Object.fromEntries(typed.filter(([name]) => !/^_|password/i.test(name)));
  req.session.keptForm = { page, values };
  return true;
}
