import type { Message } from '../platform/errors.js';
import { conversionKinds } from './conversion.model.js';

export interface ReportedConversion {
  kind: string;
  /** Its id in the system that it comes from, unique within its kind. */
  externalId: string;
  at: Date;
  /** In minor units of `currency`, an ISO 4217 code. Either both are set or neither. */
  value?: number | null | undefined;
  currency?: string | null | undefined;
  clickIds: string[];
  slug?: string | null | undefined;
}

export const conversionLimits = {
  externalId: 200,
  clickIds: 20,
  clickId: 64,
  value: 1_000_000_000_000,
  futureMinutes: 5,
  pastDays: 730,
};

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** True for an ISO 4217 code. */
export const isCurrency = (code: string): boolean => currencies.has(code);

/** Why a conversion can't be used, regardless of its clicks: a message for each invalid field. */
export function problemsOf(reported: ReportedConversion, now: Date): Record<string, Message> {
  const checks: Record<string, Message | false> = {
    kind:
      !(conversionKinds as readonly string[]).includes(reported.kind) &&
      'conversions.conversion-kind-unknown',
    externalId:
      !(reported.externalId && reported.externalId.length <= conversionLimits.externalId) &&
      'conversions.conversion-id-unusable',
    at: timeProblem(reported.at, now),
    value: valueProblem(reported),
    currency: currencyProblem(reported),
    clickIds:
      (reported.clickIds.length > conversionLimits.clickIds ||
        reported.clickIds.some((id) => id.length > conversionLimits.clickId)) &&
      'conversions.conversion-clicks-unusable',
  };
  const problems = Object.entries(checks).filter((check): check is [string, Message] => check[1] !== false);
  return Object.fromEntries(problems);
}

function timeProblem(at: Date, now: Date): Message | false {
  const age = now.getTime() - at.getTime();
  if (Number.isNaN(age)) return 'conversions.conversion-time-unreadable';
  if (age < -conversionLimits.futureMinutes * 60_000) return 'conversions.conversion-in-future';
  return age > conversionLimits.pastDays * 86_400_000 && 'conversions.conversion-too-old';
}

function valueProblem({ value, currency }: ReportedConversion): Message | false {
  if (value === undefined || value === null)
    return Boolean(currency) && 'conversions.conversion-value-missing';
  const { value: max } = conversionLimits;
  if (value > max) return { key: 'conversions.conversion-value-absurd', values: { max } };
  return !(Number.isInteger(value) && value >= 0) && 'conversions.conversion-value-wrong';
}

function currencyProblem({ value, currency }: ReportedConversion): Message | false {
  if (currency) return !isCurrency(currency) && 'conversions.conversion-currency-unknown';
  return value !== undefined && value !== null && 'conversions.conversion-currency-missing';
}
