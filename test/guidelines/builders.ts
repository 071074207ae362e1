import { publishGuideline } from '../../src/guidelines/index.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import type { Services } from '../../src/services.js';
import { acting } from '../support/actors.js';
import { buildUser } from '../support/builders.js';

/** Publishes a version, by a new editor by default. */
export async function buildGuideline(
  services: Services,
  overrides: Partial<Parameters<typeof publishGuideline>[1]> = {},
): Promise<{ version: number }> {
  const actor = overrides.actor ?? (await buildUser({ roles: ['editor'] }));
  return publishGuideline(services, {
    title: 'How we take part',
    markdown: '## Who may join\n\nEverybody, and **nobody must**.',
    disclosure: 'I work at Acme.',
    ...overrides,
    actor,
  });
}

/** This person has acknowledged the version in force. */
export async function buildAcknowledgement(services: Services, userId: string): Promise<void> {
  const { version } = await buildGuideline(services);
  await acknowledgeGuideline(services, { actor: acting('advocate', userId), version });
}
