import type { Request } from 'express';
import { addFlash } from '../platform/http/flash.js';
import type { Services } from '../services.js';
import { mailReach } from '../people/index.js';

/** Says on the next page that it is not known yet whether mail reaches this address. */
export async function addReachFlash(services: Services, req: Request, email: string): Promise<void> {
  const reach = await mailReach(services, email);
  if (reach === 'unknown') addFlash(req, 'warning', `people.email-reach_${reach}`);
}
