import type { StoredEvent } from '../events/index.js';
import type { NoticeKind } from '../notifications/index.js';
import { Thanks } from './thanks.model.js';

const thanksOf = ({ of }: StoredEvent) => Thanks.findById(of.slice('thanks/'.length)).lean();

const path = '/me/thanks';

export const recognitionNotices: NoticeKind[] = [
  {
    name: 'thanks-given',
    words: 'recognition.notice-given',
    about: 'who is thanked by a colleague',
    for: 'manage-own-thanks',
    mail: 'on-request',
    events: ['thanks.given'],
    until: ['thanks.shown', 'thanks.withdrawn', 'thanks.erased'],
    // Without the sentence, which must be gone everywhere when the thanks are withdrawn.
    async compose(_services, event) {
      const thanks = await thanksOf(event);
      if (!thanks || thanks.status === 'withdrawn') return null;
      return { to: [thanks.toId.toString()], path };
    },
  },
  {
    name: 'thanks-removed',
    words: 'recognition.notice-removed',
    about: 'who got or gave public thanks, when an admin removes them, with the reason',
    for: 'manage-own-thanks',
    mail: 'on-request',
    events: ['thanks.removed'],
    async compose(_services, event) {
      const thanks = await thanksOf(event);
      if (!thanks?.reason) return null;
      const two = [thanks.toId.toString(), thanks.fromId.toString()];
      return {
        to: two.filter((id) => id !== event.by?.toString()),
        values: { reason: thanks.reason },
        path,
      };
    },
  },
];
