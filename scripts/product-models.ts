import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import mongoose from 'mongoose';

/** The models that the source declares. Tests in the same process declare models of their own. */
export function productModels(): (typeof mongoose.models)[string][] {
  const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.model.ts'))
    .map((file) => readFileSync(path.join('src', file), 'utf8'))
    .join('');
  return Object.values(mongoose.models).filter(({ modelName }) => source.includes(`'${modelName}'`));
}
