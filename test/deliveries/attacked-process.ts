// A process that sends letters through a relay, and is killed at a random moment. Started by attack.test.ts.
import { randomInt } from 'node:crypto';
import mongoose from 'mongoose';
import { sendDueDeliveries } from '../../src/deliveries/index.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { createMailer } from '../../src/platform/net/mailer.js';
import { createTestServices } from '../support/services.js';
import { attackedClock, letter } from './builders.js';

const [uri, relay, began] = process.argv.slice(2) as [string, string, string];
const services = createTestServices({
  envOverrides: { SMTP_URL: relay },
  clock: attackedClock(Number(began)),
});
services.mailer = createMailer(services.env, services.clock);

let left = randomInt(1, 120);
setFailPoint(() => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
});

await mongoose.connect(uri);
for (let times = 0; times < 40; times += 1) {
  await sendDueDeliveries(services, [letter()]);
  await new Promise((resolve) => setTimeout(resolve, 50));
}
await mongoose.disconnect();
process.exit(0);
