const days = 24 * 60 * 60 * 1_000;

/** Until when a finished event is stored: 24 months. */
export const retentionFrom = (now: Date): Date => new Date(now.getTime() + 730 * days);
