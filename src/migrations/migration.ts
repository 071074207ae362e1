import type { Db } from 'mongodb';

/**
 * One change of stored data. It may be interrupted anywhere and run again, so it is idempotent and works in batches.
 * It uses the driver alone: a model changes with the code, and a migration has to keep its meaning.
 */
export interface Migration {
  /** Never used for another one, and never changed once it was released. */
  number: number;
  /** Recorded with the number. */
  name: string;
  run(db: Db): Promise<void>;
  /**
   * Collections whose content must leave the disk, as it could identify people. On the embedded store they are emptied
   * before the backup is made, and the data file is rewritten without their content before anything is served.
   */
  erases?: string[];
}
