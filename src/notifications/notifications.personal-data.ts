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
      return notices.map(({ at, kind, readAt = null, values }) => {
        const { title = null, note = null, ...others } = values as Record<string, string>;
        const details = Object.entries(others).map(([name, value]) => `${name}: ${value}`);
        return { at, happened: kind, title, note, details, readAt };
      });
    },
    leavesOut: {
      'where and about what the notice is': ['key', 'about', 'path'],
      'a colleague': ['by'],
      'how long it is stored': ['storedAt', 'recordedAt'],
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
      return found.map(({ kind, status, weekday, hour, timeZone, pausedUntil = null, lastWeek }) => ({
        kind,
        status,
        weekday,
        hour,
        timeZone,
        pausedUntil,
        week: lastWeek ?? null,
      }));
    },
    leavesOut: {
      'a secret, which each mail contains': ['token'],
      'follows from day and hour': ['nextDigestAt'],
    },
    async erase(services, personId) {
      const doc = await Subscription.findOne({ userId: personId }).lean();
      if (!doc) return;
      await remove(services, Subscription, { doc, type: 'subscription.erased', by: null });
      await eraseValues([`subscription/${doc._id.toString()}`], () => true);
    },
  },
];
