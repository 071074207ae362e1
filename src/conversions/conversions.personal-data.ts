import type { PersonalData } from '../platform/data/personal-data.js';
import { ApiKey } from './api-key.model.js';
import { ConversionImport } from './import/import.model.js';

export const conversionsPersonalData: PersonalData[] = [
  {
    collection: 'conversions',
    words: 'conversions.data-conversions',
    whyNotExported:
      'their numbers are in the daily results, and each belongs to a customer of the organization',
  },
  {
    collection: 'conversionimports',
    words: 'conversions.data-imports',
    async find(personId) {
      const imports = await ConversionImport.find({ takenBy: personId }).sort({ takenAt: 1 }).lean();
      return imports.map(({ takenAt, fileName }) => ({ at: takenAt, file: fileName }));
    },
    leavesOut: {
      'how the file is read': [
        ...['bytes', 'encoding', 'delimiter', 'state', 'since', 'problem', 'mapping', 'headers', 'start'],
        ...['progress', 'counts', 'dueAt', 'tries', 'claim', 'failures'],
      ],
    },
  },
  {
    collection: 'apikeys',
    words: 'conversions.data-keys',
    // Who made or, later, revoked it.
    async find(personId) {
      const keys = await ApiKey.find({ revisedById: personId }).sort({ createdAt: 1 }).lean();
      return keys.map(({ createdAt, name, revokedAt = null }) => ({ at: createdAt, name, revokedAt }));
    },
    leavesOut: {
      'the secret of a server': ['hash'],
      'says nothing of a person': ['lastUsedAt'],
      'mails that are sent within seconds': ['pendingNotices'],
    },
  },
];
