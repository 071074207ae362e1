import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds `views`, `public`, `.env` and `node_modules`, whatever the working directory is. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** A path inside the project's folder; an absolute path stays as it is. */
export const inProject = (...parts: string[]): string => path.resolve(projectFolder, ...parts);
