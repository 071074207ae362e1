const minute = 60_000;
const steps = [
  ['month', 30 * 24 * 60 * minute],
  ['week', 7 * 24 * 60 * minute],
  ['day', 24 * 60 * minute],
  ['hour', 60 * minute],
  ['minute', minute],
] as const;

/** How far a moment is from now, in words: “3 days ago”, “in 2 hours”. */
export function relativeTime(lang: string, at: Date, now: Date): string {
  const distance = at.getTime() - now.getTime();
  const [unit, length] =
    steps.find(([, size]) => Math.abs(distance) >= size) ?? (['minute', minute] as const);
  return new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(Math.trunc(distance / length), unit);
}
