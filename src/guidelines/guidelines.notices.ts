import { endNotices, type NoticeKind } from '../notifications/index.js';
import type { Services } from '../services.js';
import { eachActivePerson } from '../people/index.js';
import { Acknowledgement, GuidelineVersion } from './guideline.model.js';

const name = 'guideline-published';
/** All versions are one thing to its reader: only the newest one has to be acknowledged. */
const about = 'guidelines';

export const guidelinesNotices: NoticeKind[] = [
  {
    name,
    words: 'guidelines.notice-published',
    about:
      'everybody, when a version of the guidelines is published, which they acknowledge before they share again',
    for: 'read-guidelines',
    mail: 'unless-stopped',
    events: ['guideline.published'],
    async compose(services, event) {
      const id = event.of.slice('guideline-version/'.length);
      const version = await GuidelineVersion.findById(id, { title: 1, version: 1 }).lean();
      if (!version || (await GuidelineVersion.exists({ version: { $gt: version.version } }))) return null;
      const acknowledged = await Acknowledgement.distinct('userId', { version: version.version });
      await endNotices(services, { name }, { about, except: event._id });
      return {
        about,
        to: eachActivePerson({ but: [event.by, ...acknowledged].map(String) }),
        values: { title: version.title, version: version.version },
        path: '/guidelines',
      };
    },
  },
];

/** Who has acknowledged the version in force has nothing left to do. */
export const endGuidelineNotice = (services: Services, personId: string): Promise<void> =>
  endNotices(services, { name }, { about, personId });
