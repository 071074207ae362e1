// A worker thread does not inherit the loader of TypeScript, so its first file is JavaScript.
import { register } from 'tsx/esm/api';

register();
await import('./thread-inside.js');
