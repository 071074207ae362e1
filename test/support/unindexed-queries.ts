/** Queries that may read all of a collection: any query of it, unless a shape is named. */
export const allowed: { collection: string; shape?: string; because: string }[] = [
  // Fewer than 1,000 documents in any organization.
  { collection: 'apikeys', because: 'there is one for each system that reports conversions' },
  { collection: 'feeds', because: 'editors add them one by one' },
  { collection: 'guidelineversions', because: 'few are published in a year' },
  { collection: 'jobs', because: 'there is one for each job of the product' },
  { collection: 'markedperiods', because: 'few days and months are counted again at a time' },
  { collection: 'locations', because: 'admins add them one by one' },
  { collection: 'teams', because: 'admins add them one by one' },
  { collection: 'topics', because: 'editors add them one by one' },

  // All that there are, as that is what was asked for.
  {
    collection: 'trackedlinks',
    shape: 'find {}',
    because: 'the redirect takes all links into memory at its start',
  },
  { collection: 'conversions', shape: 'count {}', because: 'the list says how many there are' },
  { collection: 'posts', shape: 'count {}', because: 'the list says how many there are' },
  { collection: 'users', shape: 'count {}', because: 'the list says how many there are' },
  {
    collection: 'users',
    shape: 'aggregate {status: {$ne: ?}}',
    because: 'the page of teams counts all people but those who are deactivated',
  },

  {
    collection: 'posts',
    shape: 'find {}',
    because: 'a job compares all pictures with all posts, every six hours',
  },
  {
    collection: 'picturestates',
    shape: 'find {wantedAt: {$lt: ?}}',
    because: 'a job compares all pictures with all posts, every six hours',
  },
];
