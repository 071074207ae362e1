// What happened to documents with history: recorded in the same write as the change, then given to those who react.
// See docs/develop/add-a-kind-with-history.md.
export { change, changeCurrent, create, remove } from './change.js';
export { changeMany, createMany } from './change-many.js';
export { createPast, type PastChange } from './create-past.js';
export { eraseValues } from './erase-values.js';
export { eventsPersonalData } from './events.personal-data.js';
export { eventsJobs } from './events.jobs.js';
export { areFinished } from './are-finished.js';
export { countParkedEvents } from './count-parked-events.js';
export { withHistory, type HistoryServices } from './history.js';
export { eventsPublished } from './publish-events.js';
export { reactionsTo } from './react.js';
export type { Reaction, StoredEvent } from './reaction.js';
export { readLateReactions, type LateReactions } from './read-late-reactions.js';
export { readEvents } from './read-events.js';
export { reactSoon } from './react-soon.js';
