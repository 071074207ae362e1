import type { Reaction } from '../src/events/index.js';

/** Everything that follows from events: its name, the types of events, what it calls. */
export const reactions: Reaction[] = [];
