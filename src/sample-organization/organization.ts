/** The made-up company of the demo. `.example` belongs to nobody (RFC 2606). */
export const organization = {
  name: 'Marram Ferries',
  timeZone: 'Europe/Berlin',
  language: 'en',
};

export const domain = 'marram-ferries.example';

/** Of everyone who can sign in. Published: the organization is made up, and so is all it holds. */
export const samplePassword = 'fair-wind-and-calm-sea';

/** The story: twelve weeks up to today, of which the first days are spent on setting up. */
export const weeks = 12;
export const days = weeks * 7;
/** How many days before today the second guideline replaced the first: the first day of a week of the story. */
export const secondGuidelineDaysAgo = 41;
