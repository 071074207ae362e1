import { expect } from 'chai';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { hashToken, newToken } from '../../src/platform/http/tokens.js';
import { SingleUseLink } from '../../src/sign-in/single-use-link.model.js';
import {
  claimLink,
  findLink,
  giveBackLink,
  linkToken,
  makeLink,
  voidLinks,
  type LinkOf,
} from '../../src/sign-in/single-use-links.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { samples } from '../support/samples.js';
import { createTestServices } from '../support/services.js';

const services = createTestServices();
const people = [new Types.ObjectId().toString(), new Types.ObjectId().toString()];

const anyLink: fc.Arbitrary<LinkOf> = fc.record({
  purpose: fc.constantFrom('invitation', 'password-reset', 'set-up'),
  userId: fc.constantFrom(...people, null),
  generation: fc.constantFrom('0', '1', '10', '11'),
  sessionVersion: fc.constantFrom(undefined, 0, 1, 10),
});

describe('A link that works once', () => {
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-18T09:00:00Z');
  });
  const reset = (generation: string) =>
    ({ purpose: 'password-reset', userId: people[0]!, generation, sessionVersion: 3 }) as const;

  it('is valid for exactly the purpose, person, generation and sessions that it was made for', () =>
    fc.assert(
      fc.asyncProperty(anyLink, anyLink, async (stored, other) => {
        await SingleUseLink.deleteMany({});
        const { token } = await makeLink(services, stored);
        expect(linkToken(services, stored)).to.equal(token);
        const given = linkToken(services, other);
        const isSame = JSON.stringify(stored) === JSON.stringify(other);
        expect(given === token).to.equal(isSame);
        const found = await findLink(services, { purpose: other.purpose, token: given });
        expect(found?.userId).to.equal(isSame ? stored.userId : undefined);
      }),
      { numRuns: samples(60) },
    ));

  it('is valid as it is alone: nothing may be changed, left out or added', async () => {
    const { token } = await makeLink(services, reset('1'));
    const find = (changed: string) => findLink(services, { purpose: 'password-reset', token: changed });
    expect(await find(token)).to.deep.equal({ userId: people[0], sessionVersion: 3 });
    for (let place = 0; place < token.length - 1; place += 1) {
      const changed = token.slice(0, place) + (token[place] === 'A' ? 'B' : 'A') + token.slice(place + 1);
      expect(await find(changed), changed).to.equal(null);
    }
    for (const changed of [
      '',
      'a',
      token.slice(1),
      `${token}A`,
      'é'.repeat(59),
      'a'.repeat(43),
      ' '.repeat(59),
    ])
      expect(await find(changed), changed).to.equal(null);
  });

  it('is not in the database, and neither is anything that it could be made of without the secret', async () => {
    const { token } = await makeLink(services, reset('1'));
    const stored = JSON.stringify(await SingleUseLink.find().lean());
    expect(stored).to.not.contain(token.slice(16)).and.not.contain(hashToken(token));
    const elsewhere = createTestServices({ envOverrides: { SESSION_SECRET: newToken() } });
    expect(linkToken(elsewhere, reset('1'))).to.not.equal(token);
    expect(await findLink(elsewhere, { purpose: 'password-reset', token })).to.equal(null);
  });

  it('is void once a newer one is made, and made again the same has its full time', async () => {
    const first = await makeLink(services, reset('1'));
    services.setNow('2026-11-18T09:50:00Z');
    const again = await makeLink(services, reset('1'));
    expect(again.token).to.equal(first.token);
    services.setNow('2026-11-18T10:40:00Z');
    expect(await findLink(services, { purpose: 'password-reset', token: first.token })).to.not.equal(null);
    await makeLink(services, reset('2'));
    expect(await findLink(services, { purpose: 'password-reset', token: first.token })).to.equal(null);
  });

  it('is used by one of many, unless it is given back', async () => {
    const given = { purpose: 'password-reset' as const, ...(await makeLink(services, reset('1'))) };
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimLink(services, given)));
    const [used, ...more] = claims.filter((claim) => claim !== null);
    expect(more).to.deep.equal([]);
    expect(await findLink(services, given)).to.equal(null);
    await giveBackLink(used!);
    expect(await findLink(services, given)).to.not.equal(null);
    await claimLink(services, given);
    await makeLink(services, reset('2'));
    await giveBackLink(used!);
    expect(await findLink(services, given), 'a newer one replaced it').to.equal(null);
  });

  it('of an older release works until it expires, is used or is replaced', async () => {
    const make = async (token = newToken()) => {
      await SingleUseLink.deleteMany({});
      await SingleUseLink.create({
        ...{ purpose: 'invitation', userId: people[0], hash: hashToken(token), sessionVersion: 3 },
        expiresAt: new Date('2026-11-20T09:00:00Z'),
      });
      return { purpose: 'invitation' as const, token };
    };
    const used = await make();
    expect(await findLink(services, used)).to.deep.equal({ userId: people[0], sessionVersion: 3 });
    expect(await findLink(services, { ...used, purpose: 'password-reset' })).to.equal(null);
    expect(await claimLink(services, used)).to.not.equal(null);
    expect(await claimLink(services, used)).to.equal(null);
    const replaced = await make();
    await makeLink(services, { ...reset('1'), purpose: 'invitation' });
    expect(await findLink(services, replaced)).to.equal(null);
    const voided = await make();
    await voidLinks(people[0]!);
    expect(await findLink(services, voided)).to.equal(null);
    const late = await make();
    services.setNow('2026-11-20T09:00:00Z');
    expect(await findLink(services, late)).to.equal(null);
  });
});
