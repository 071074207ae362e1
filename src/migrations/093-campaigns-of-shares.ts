import type { Document } from 'mongodb';
import { eachDocument } from './each-document.js';
import type { Migration } from './migration.js';

/**
 * Results are divided by campaign from now on. A link knows its campaign, and a post's is fixed once it is published, so
 * that what was shared before gets the campaign that its links have had. Null where the post is gone.
 */
export const migration: Migration = {
  number: 93,
  name: 'campaigns-of-shares',
  async run(db) {
    const posts = db.collection<Document>('posts').find({}, { projection: { campaign: 1 } });
    const campaigns = new Map<string, string>();
    for await (const { _id, campaign } of posts) campaigns.set(String(_id), String(campaign));
    const campaignOf = (postId: unknown) => campaigns.get(String(postId)) ?? null;
    await eachDocument(db.collection<Document>('shares'), ({ campaign, postId }) =>
      campaign === undefined ? { campaign: campaignOf(postId) } : undefined,
    );
    await eachDocument(db.collection<Document>('trackedlinks'), ({ campaign, labels }) =>
      (labels as Document).campaign === undefined
        ? { 'labels.campaign': (campaign as string) || campaignOf((labels as Document).postId) }
        : undefined,
    );
    await eachDocument(db.collection<Document>('dailystatistics'), ({ labels }) =>
      (labels as Document).campaign === undefined
        ? { 'labels.campaign': campaignOf((labels as Document).postId) }
        : undefined,
    );
  },
};
