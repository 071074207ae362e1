import { createOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import type { Role } from '../people/index.js';
import { calendarOf } from './calendar.js';
import { core, type Cast } from './cast.js';
import { withFixedIds } from './fixed-ids.js';
import { updateConversionSettings } from '../conversions/index.js';
import { domain, organization, samplePassword } from './organization.js';
import { mailAddressOf, people } from './people.js';
import { SampleLoad, emptyPartialSample, sampleState } from './sample-load.model.js';
import { loadStory, type WhenUsable } from './load-story.js';

export interface SignIn {
  role: Role;
  name: string;
  email: string;
  password: string;
}

/** Thrown when the database contains a real organization. */
export class NotASample extends Error {
  override name = 'NotASample';
}

/**
 * Loads the sample organization with its history into an empty database. Does nothing when it is there
 * already; removes the rest of an interrupted load first. Calls `whenUsable` as soon as people can sign in and find
 * posts; the strategy and the results of the past follow when that has resolved.
 * @throws NotASample when the database contains a real organization
 */
export async function loadSampleOrganization(
  services: Services,
  { cast = core, whenUsable = () => Promise.resolve() }: { cast?: Cast; whenUsable?: WhenUsable } = {},
): Promise<{ loaded: boolean; signIns: SignIn[] }> {
  const state = await sampleState();
  if (state === 'real')
    throw new NotASample(
      'This database holds a real organization. The sample needs one of its own: set DATA_DIR or MONGODB_URI.',
    );
  if (state === 'complete') return { loaded: false, signIns };
  await emptyPartialSample();
  await withFixedIds(() => load(services, cast, whenUsable));
  return { loaded: true, signIns };
}

async function load(services: Services, cast: Cast, whenUsable: WhenUsable): Promise<void> {
  const calendar = calendarOf(services.clock.now());
  await createOrganization(services, { actor: 'operator', ...organization, isSample: true });
  await SampleLoad.create({ startedAt: calendar.now });
  await updateConversionSettings(services, {
    actor: 'operator',
    sites: [domain],
    accepted: { 'sign-up': 1 },
  });
  await loadStory((now) => ({ ...services, clock: { now: () => now } }), { calendar, cast, whenUsable });
  await SampleLoad.updateOne({ only: true }, { completedAt: services.clock.now() });
}

/** The people who can sign in, one for each role. */
export const signIns: SignIn[] = people.flatMap((person) =>
  person.signsInAs
    ? { role: person.signsInAs, name: person.name, email: mailAddressOf(person), password: samplePassword }
    : [],
);
