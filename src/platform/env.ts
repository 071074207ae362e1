import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);

const hostOf = (url: string) => new URL(url).hostname;

const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).optional(),
    PORT: port.default(3000),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    LINK_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address', abort: true })
      .refine((url) => /^[^/]+\/\/[^/?#@]+\/?$/.test(url), 'must be an address without a path')
      .transform((url) => new URL(url).origin)
      .optional(),
    DATA_DIR: z.string().min(1).default('./data'),
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
    MAIL_FROM: z.string().min(3).default('Groundswell <groundswell@localhost>'),
    SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  })
  .superRefine((env, context) => {
    if (env.NODE_ENV !== 'production') return;
    for (const name of ['SESSION_SECRET', 'PUBLIC_URL'] as const)
      if (!env[name])
        context.addIssue({ code: 'custom', path: [name], message: 'is required with NODE_ENV=production' });
  })
  .transform((env) => ({ ...env, PUBLIC_URL: env.PUBLIC_URL ?? `http://localhost:${env.PORT}` }))
  .refine(({ LINK_URL, PUBLIC_URL }) => !LINK_URL || hostOf(LINK_URL) !== hostOf(PUBLIC_URL), {
    path: ['LINK_URL'],
    message: 'must have another host than PUBLIC_URL: nothing but tracked links is answered there',
  });

export type Env = z.infer<typeof schema>;

/** Thrown at start with every problem of the environment in one message. */
export class InvalidEnvironment extends Error {
  override name = 'InvalidEnvironment';
}

/**
 * The environment, checked once. An empty variable counts as unset, as `.env` files leave them.
 * @throws InvalidEnvironment listing all problems, one a line
 */
export function readEnv(source: Record<string, string | undefined> = environment()): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new InvalidEnvironment(`The environment is not usable:\n${lines.join('\n')}`);
}

/** The process's environment, with what a `.env` file in the working directory adds to it. */
function environment(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return process.env;
}
