import { expect } from 'chai';
import { upsertAgain } from '../../src/platform/data/duplicate-key.js';

describe('An upsert that another one got in the way of', () => {
  /** Ends with these messages first. */
  function ending(...messages: string[]) {
    let tries = 0;
    const upsert = async () => {
      const message = messages[tries++];
      await Promise.resolve();
      if (message) throw new Error(message);
      return tries;
    };
    return upsert;
  }
  const outcome = (upsert: () => Promise<number>) =>
    upsertAgain(upsert).catch((error: Error) => error.message);

  it('is tried again after a duplicate key and after a deadlock', async () => {
    expect(await outcome(ending())).to.equal(1);
    expect(await outcome(ending('E11000 duplicate key error'))).to.equal(2);
    expect(await outcome(ending('deadlock detected', 'deadlock detected'))).to.equal(3);
  });

  it('is not tried again after anything else, nor for ever', async () => {
    expect(await outcome(ending('no space left'))).to.equal('no space left');
    expect(await outcome(ending(...Array<string>(9).fill('deadlock detected')))).to.equal(
      'deadlock detected',
    );
  });
});
