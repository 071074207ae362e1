import type { PersonalData } from '../platform/data/personal-data.js';
import { eraseValues, remove } from '../events/index.js';
import { NoticeChoices } from './notice-choices.model.js';
import { PersonNotice } from './notice.model.js';
import { Subscription } from './subscription.model.js';

export const notificationsPersonalData: PersonalData[] = [
  {
    collection: 'notices',
    words: 'notifications.data-notices',
    async find(personId) {
      const notices = await PersonNotice.find({ personId }).sort({ at: 1 }).lean();
      return notices.map(({ at, kind, readAt = null, values }) => ({
        at,
        happened: kind,
        title: (values as { title?: string }).title ?? null,
        readAt,
      }));
    },
    erase: (_services, personId) => PersonNotice.deleteMany({ personId }),
  },
  {
    collection: 'noticechoices',
    words: 'notifications.data-choices',
    async find(personId) {
      const choices = await NoticeChoices.find({ userId: personId }).lean();
      return choices.map(({ stopped, asked }) => ({ stopped, asked }));
    },
    async erase(services, personId) {
      const doc = await NoticeChoices.findOne({ userId: personId }).lean();
      if (!doc) return;
      await remove(services, NoticeChoices, { doc, type: 'notice-choices.erased', by: null });
      await eraseValues([`notice-choices/${doc._id.toString()}`], () => true);
    },
  },
  {
    collection: 'subscriptions',
    words: 'notifications.data-subscriptions',
    async find(personId) {
      const found = await Subscription.find({ userId: personId }).lean();
      return found.map(({ kind, status, weekday, hour, pausedUntil = null }) => ({
        kind,
        status,
        weekday,
        hour,
        pausedUntil,
      }));
    },
    async erase(services, personId) {
      const doc = await Subscription.findOne({ userId: personId }).lean();
      if (!doc) return;
      await remove(services, Subscription, { doc, type: 'subscription.erased', by: null });
      await eraseValues([`subscription/${doc._id.toString()}`], () => true);
    },
  },
];
