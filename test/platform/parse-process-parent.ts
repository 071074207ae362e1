// A process whose parse process spins, until it is killed.
import { ParseProcess } from '../../src/platform/jobs/parse-process.js';

const tasks = new URL('./parse-process-tasks.js', import.meta.url).href;
const parsing = new ParseProcess({ deadlineMs: 600_000 });
const pid = (await parsing.call(tasks, 'pid', [])) as number;
void parsing.call(tasks, 'spin', []).catch(() => undefined);
process.stdout.write(`spins in ${pid}\n`);
