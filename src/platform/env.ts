import { closeSync, lstatSync, openSync } from 'node:fs';
import { z } from 'zod';
import { inProject } from './project-folder.js';
import { isGuessableSecret } from './http/secret-strength.js';
import { isLocalSender, isSender, usualSender } from './net/mail-address.js';
import { networkProblem, type TrustedProxies } from './http/trust-proxy.js';

const port = z.coerce.number().int().min(0).max(65535);

/** True for an address of scheme, host and optional port, with nothing but slashes after them. */
const isBareAddress = (url: string) => /^[^/]+\/\/[^/?#@]+\/*$/.test(url);

const hostOf = (url: string) => new URL(url).hostname;

/** A number from 0 to 10, or a list of addresses and networks. */
function readProxies(text: string, context: z.RefinementCtx): TrustedProxies {
  if (/^\s*\d+\s*$/.test(text)) {
    if (Number(text) <= 10) return Number(text);
    context.addIssue({ code: 'custom', message: 'must be at most 10, or a list of networks' });
    return z.NEVER;
  }
  const networks = text.split(/[\s,]+/).filter(Boolean);
  for (const network of networks) {
    const problem = networkProblem(network);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  }
  return networks;
}

const settings = {
  NODE_ENV: z.enum(['development', 'production', 'test']).optional(),
  PORT: port.default(3000),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address', abort: true })
    .refine(isBareAddress, 'must be an address without credentials, path or query')
    .transform((url) => new URL(url).origin)
    .optional(),
  LINK_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address', abort: true })
    .refine(isBareAddress, 'must be an address without credentials, path or query')
    .transform((url) => new URL(url).origin)
    .optional(),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .transform((folder) => inProject(folder)),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://')
    .optional(),
  EMBEDDED_MONGO_PORT: port.default(0),
  EMBEDDED_MONGO_TEST_COMMANDS: z.enum(['0', '1']).default('0'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
    .optional(),
  OUTBOX: z.enum(['0', '1']).default('0'),
  MAIL_FROM: z
    .string()
    .refine(isSender, 'must be an address, or a name with one, such as Acme <share@example.com>')
    .optional(),
  SECURITY_CONTACT: z
    .url({ protocol: /^(mailto|https|tel)$/, error: 'must start with mailto:, https: or tel:' })
    .optional(),
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  TRUST_PROXY: z.string().transform(readProxies).default(0),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
};

type Settings = z.infer<z.ZodObject<typeof settings>>;
type Refuse = (name: keyof Settings, message: string) => void;

/** Checks settings that depend on each other. An invalid one is missing in `env` and present in `given`. */
function compare(env: Partial<Settings>, given: Record<string, unknown>, refuse: Refuse): void {
  if (env.LINK_URL && env.PUBLIC_URL && hostOf(env.LINK_URL) === hostOf(env.PUBLIC_URL))
    refuse('LINK_URL', 'must have another host than PUBLIC_URL: nothing but tracked links is answered there');
  if (env.NODE_ENV !== 'production') return;
  const inProduction = (name: keyof Settings, message: string) =>
    refuse(name, `${message} with NODE_ENV=production`);
  for (const name of ['SESSION_SECRET', 'PUBLIC_URL'] as const)
    if (given[name] === undefined) inProduction(name, 'is required');
  if (given.PUBLIC_URL !== undefined && env.PUBLIC_URL?.startsWith('http:'))
    inProduction('PUBLIC_URL', 'must be an https address');
  if (env.SESSION_SECRET && isGuessableSecret(env.SESSION_SECRET))
    inProduction('SESSION_SECRET', 'must be random, such as what openssl rand -base64 48 prints,');
  if (given.SMTP_URL === undefined && env.OUTBOX !== '1')
    inProduction('SMTP_URL', 'is required (or OUTBOX=1, so that mail is kept and reaches nobody)');
  if (sendsFromHere(env))
    inProduction('MAIL_FROM', 'must have the name of a host that other mail servers know');
}

/** True when mail goes out with a sender that most mail servers refuse. */
export const sendsFromHere = ({ SMTP_URL, MAIL_FROM }: Partial<Settings>): boolean =>
  Boolean(SMTP_URL && MAIL_FROM && isLocalSender(MAIL_FROM));

export type Env = Settings & { PUBLIC_URL: string; MAIL_FROM: string };

/** Thrown at start, with all problems of the environment in one message. */
export class InvalidEnvironment extends Error {
  override name = 'InvalidEnvironment';
}

/**
 * Reads and checks the environment. An empty variable counts as unset, as in `.env` files.
 * @throws InvalidEnvironment with all problems, one on each line
 */
export function readEnv(source: Record<string, string | undefined> = environment()): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const problems: string[] = [];
  const refuse = (name: string, message: string) => problems.push(`  ${name}: ${message}`);
  // Each one separately, so that one problem does not hide others.
  const env: Partial<Settings> = {};
  for (const [name, setting] of Object.entries(settings)) {
    const { success, data, error } = setting.safeParse(given[name]);
    if (success) Object.assign(env, { [name]: data });
    else for (const { message } of error.issues) refuse(name, message);
  }
  if (given.PUBLIC_URL === undefined) env.PUBLIC_URL = `http://localhost:${env.PORT ?? 0}`;
  // Without a name: mails then have that of the organization.
  if (given.MAIL_FROM === undefined)
    env.MAIL_FROM = usualSender(hostOf(env.PUBLIC_URL ?? 'http://localhost'));
  compare(env, given, refuse);
  if (problems.length) throw new InvalidEnvironment(`The environment is not usable:\n${problems.join('\n')}`);
  return env as Env;
}

/**
 * The process's environment, with what the `.env` file in the project's folder adds to it.
 * @throws InvalidEnvironment when the file is there but can't be read: without its settings we'd use another database
 */
export function environment(file = inProject('.env')): NodeJS.ProcessEnv {
  try {
    // Not what a link leads to: a link that can't be followed is a file that can't be read.
    if (!lstatSync(file, { throwIfNoEntry: false })) return process.env;
    // First, because Node.js 20 takes a file that it can't open for one that isn't there.
    closeSync(openSync(file, 'r'));
    process.loadEnvFile(file);
  } catch (error) {
    throw new InvalidEnvironment(
      `The settings can't be read: ${(error as Error).message}\n` +
        'Run this as the user that the file belongs to. If it is a link, it must lead to a file.',
    );
  }
  return process.env;
}
