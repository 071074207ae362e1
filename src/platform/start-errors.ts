/** Thrown at start for what the person who starts it can mend: its message says how. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}

const explained = ['CannotStart', 'InvalidEnvironment', 'DataDirInUse', 'DataFileDamaged', 'NotASample'];

/** Ends the process with what went wrong: in words where the person can mend it, with the stack otherwise. */
export function failToStart(error: Error): never {
  if (explained.includes(error.name)) console.error(error.message);
  // The driver's message names hosts, never the credential.
  else if (/^Mongo(ose)?ServerSelectionError$/.test(error.name))
    console.error(`The database does not answer: ${error.message}\nIs it running, and is MONGODB_URI right?`);
  else console.error(error);
  process.exit(1);
}
