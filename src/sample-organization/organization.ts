/** The fictional organization of the demo. Nobody can own a `.example` domain (RFC 2606). */
export const organization = {
  name: 'Marram Ferries',
  timeZone: 'Europe/Berlin',
  language: 'en',
};

export const domain = 'marram-ferries.example';

/** For all people who can sign in. It is public, because all data of the organization is fictional. */
export const samplePassword = 'fair-wind-and-calm-sea';

/** The length of the history: twelve weeks up to today. The first days are spent on setting up. */
export const weeks = 12;
export const days = weeks * 7;
