import type { Db } from 'mongodb';

/**
 * One change of stored data. It may be interrupted at any moment and run again, so it is idempotent and works in
 * batches. It uses only the driver: models change with the code, and a migration must not.
 */
export interface Migration {
  /** Never reused, and never changed after its release. */
  number: number;
  /** Recorded with the number. */
  name: string;
  run(db: Db): Promise<void>;
  /**
   * Collections whose content must be erased from the disk because it could identify people. With the embedded
   * store they are emptied before the backup is made, and the data file is rewritten before anything is served.
   */
  erases?: string[];
}
