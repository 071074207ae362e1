import type { Services } from '../../services.js';

/** One line of an export: names of fields with their values. Each name is a text `personal-data.field-<name>`. */
export type ExportedRow = Record<string, string | number | boolean | Date | null | string[]>;

/** Of what a person may have thousands of: the documents to read from the database in one turn of the event loop. */
export const readAtOnce = 500;

/** What a collection holds of people: a row of the table on the privacy pages. */
export interface PersonalData {
  /** Its name in the database. */
  collection: string;
  /** Where its texts begin: `-what` it is, `-why` it is stored, `-until` when, `-readers` who sees it. */
  words: string;
  /** Everything that it holds of a person, for them to take away, but `leavesOut`. */
  find?(this: void, personId: string): Promise<ExportedRow[]>;
  /** The fields that `find` leaves out, by the reason. A test fails for a field that is in neither. */
  leavesOut?: Record<string, string[]>;
  /** Why there is no `find`. */
  whyNotExported?: string;
  /** Deletes what names or describes a person; numbers stay. It may run twice. */
  erase?(this: void, services: Services, personId: string): Promise<unknown>;
}
