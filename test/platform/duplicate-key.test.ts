import { expect } from 'chai';
import {
  insertOrFind,
  insertUnlessThere,
  upsertAgain,
  writeAfterDeadlock,
} from '../../src/platform/data/duplicate-key.js';

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

describe('An insert that ends in a deadlock', () => {
  const failing =
    (...messages: string[]) =>
    () => {
      const message = messages.shift();
      return message ? Promise.reject(new Error(message)) : Promise.resolve('stored');
    };

  it('is made again, and a duplicate key after it is that of another one', async () => {
    expect(await writeAfterDeadlock(failing('deadlock detected', 'deadlock detected'))).to.equal('stored');
    expect(await insertUnlessThere(failing('deadlock detected'))).to.equal(true);
    expect(await insertUnlessThere(failing('deadlock detected', 'E11000 duplicate key error'))).to.equal(
      false,
    );
    expect(
      await insertOrFind(failing('deadlock detected', 'E11000 duplicate key'), () =>
        Promise.resolve('found'),
      ),
    ).to.equal('found');
  });

  it('is not made again after a duplicate key', async () => {
    const outcome = await writeAfterDeadlock(failing('E11000 duplicate key error')).catch(
      (error: Error) => error.message,
    );
    expect(outcome).to.equal('E11000 duplicate key error');
  });
});

describe('A document that several insert at once', () => {
  it('is the one that was stored, for each of them', async () => {
    const stored: string[] = [];
    const insert = (name: string) => () => {
      if (stored.length) return Promise.reject(new Error('E11000 duplicate key error'));
      stored.push(name);
      return Promise.resolve();
    };
    const names = await Promise.all(
      ['a', 'b', 'c'].map((name) => insertOrFind(insert(name), () => Promise.resolve(stored[0]))),
    );
    expect(names).to.deep.equal(['a', 'a', 'a']);
  });

  it('is not looked for when it can’t be inserted for another reason', async () => {
    const full = () => Promise.reject(new Error('no space left'));
    const outcome = await insertOrFind(full, () => Promise.resolve('found')).catch(
      (error: Error) => error.message,
    );
    expect(outcome).to.equal('no space left');
  });
});
