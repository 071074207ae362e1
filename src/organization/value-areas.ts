/** The five areas in which taking part is of value to an organization. */
export const valueAreas = [
  'reputation',
  'engagement',
  'responsibility',
  'issues',
  'customer-service',
] as const;
export type ValueArea = (typeof valueAreas)[number];
