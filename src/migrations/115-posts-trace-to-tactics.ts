import type { Document } from 'mongodb';
import { eachDocument } from './each-document.js';
import type { Migration } from './migration.js';

/**
 * Posts belong to a tactic and its goal from now on, and results to those of their post. What is there belongs to none
 * yet. Null and missing must not be counted as two groups, so the fields are there everywhere.
 */
export const migration: Migration = {
  number: 115,
  name: 'posts-trace-to-tactics',
  async run(db) {
    const none = { tacticId: null, goalId: null };
    for (const name of ['posts', 'shares', 'participations', 'offers'])
      await eachDocument(db.collection<Document>(name), ({ tacticId }) =>
        tacticId === undefined ? { ...none, ...(name === 'posts' && { urgentReason: null }) } : undefined,
      );
    await eachDocument(db.collection<Document>('dailystatistics'), ({ labels }) =>
      (labels as Document).tacticId === undefined
        ? { 'labels.tacticId': null, 'labels.goalId': null }
        : undefined,
    );
  },
};
