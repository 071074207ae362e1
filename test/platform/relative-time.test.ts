import { expect } from 'chai';
import { relativeTime } from '../../src/platform/text/relative-time.js';

describe('How long ago', () => {
  const now = new Date('2026-11-18T09:00:00Z');
  const after = (minutes: number) =>
    relativeTime('en', 'UTC', new Date(now.getTime() + minutes * 60_000), now);

  it('is told in the largest unit that fits', () => {
    expect([0, -1, -59, -60, -23 * 60].map(after)).to.deep.equal([
      'this minute',
      '1 minute ago',
      '59 minutes ago',
      '1 hour ago',
      '23 hours ago',
    ]);
    const days = (count: number) => after(count * 24 * 60);
    expect([-1, -6, -7, -29, -60].map(days)).to.deep.equal([
      'yesterday',
      '6 days ago',
      '1 week ago',
      '4 weeks ago',
      '2 months ago',
    ]);
  });

  it('counts days on the calendar of the reader', () => {
    const monday = new Date('2026-11-16T10:00:00Z');
    const on = (zone: string, at: string) => relativeTime('en', zone, new Date(at), monday);
    expect(on('UTC', '2026-11-14T20:00:00Z')).to.equal('2 days ago');
    expect(on('UTC', '2026-11-15T09:00:00Z')).to.equal('yesterday');
    expect(on('Pacific/Auckland', '2026-11-15T09:00:00Z')).to.equal('yesterday');
    // It was Sunday there already.
    expect(on('Pacific/Auckland', '2026-11-14T20:00:00Z')).to.equal('yesterday');
    expect(on('UTC', '2026-11-15T20:00:00Z')).to.equal('14 hours ago');
    expect(relativeTime('en', 'UTC', new Date('2026-10-01T10:00Z'), new Date('2026-10-31T12:00Z'))).to.equal(
      '1 month ago',
    );
  });

  it('looks ahead as well, in the reader’s language', () => {
    expect(after(90)).to.equal('in 1 hour');
    expect(relativeTime('de', 'UTC', new Date('2026-11-20T09:00:00Z'), now)).to.equal('übermorgen');
  });
});
