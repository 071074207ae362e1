/** Thrown at start for a problem that the operator can solve; the message says how. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}

const explained = [
  'CannotStart',
  'InvalidEnvironment',
  'DataDirInUse',
  'DataFileDamaged',
  'DataFileForbidden',
  'NotASample',
];

/**
 * Ends the process with an error: only the message if the operator can solve the problem, otherwise with the
 * stack.
 */
export function failToStart(error: Error): never {
  if (explained.includes(error.name)) console.error(error.message);
  // The driver's message contains hosts, never the credentials.
  else if (/^Mongo(ose)?ServerSelectionError$/.test(error.name))
    console.error(`The database does not answer: ${error.message}\nIs it running, and is MONGODB_URI right?`);
  else console.error(error);
  process.exit(1);
}
