import { expect } from 'chai';
import type { Request } from 'express';
import { takeFlash } from '../../src/platform/http/flash.js';

describe('The messages of a page', () => {
  it('leave out one in words that only an earlier release had, and no other', () => {
    const flash = [
      'users.a-word-of-an-earlier-release',
      'sources.removed',
      { key: 'sources.added', values: { title: 'Newsroom', count: 4 } },
    ].map((message) => ({ kind: 'success', message }));
    const req = { session: { flash } } as unknown as Request;
    expect(takeFlash(req, 'en').map(({ message }) => message)).to.deep.equal([
      'The feed was removed. What it brought stays in the inbox.',
      'Newsroom was added. 4 new items are in the inbox.',
    ]);
    expect(takeFlash(req, 'en'), 'each is shown once').to.have.length(0);
  });
});
