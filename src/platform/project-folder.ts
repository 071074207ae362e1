import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with `views`, `public`, `.env` and `node_modules`, independent of the working directory. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** A path in the project's folder; an absolute path is returned unchanged. */
export const inProject = (...parts: string[]): string => path.resolve(projectFolder, ...parts);
