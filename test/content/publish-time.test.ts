import { expect } from 'chai';
import { endOfDayIn, inputsIn, momentIn } from '../../src/content/publish-time.js';

describe('Days and times of the post form', () => {
  it("are those of the editor's zone", () => {
    expect(momentIn('Europe/Berlin', '2026-11-21', '09:30').toISOString()).to.equal(
      '2026-11-21T08:30:00.000Z',
    );
    expect(momentIn('America/Sao_Paulo', '2026-11-21', '09:30').toISOString()).to.equal(
      '2026-11-21T12:30:00.000Z',
    );
  });

  it('move a time that the clocks skip to just after the gap', () => {
    expect(momentIn('Europe/Berlin', '2026-03-29', '02:30').toISOString()).to.equal(
      '2026-03-29T01:30:00.000Z',
    );
  });

  it('take the end of a day from the zone, on long and short days too', () => {
    expect(endOfDayIn('Europe/Berlin', '2026-10-25').toISOString()).to.equal('2026-10-25T22:59:59.999Z');
    expect(endOfDayIn('Europe/Berlin', '2026-03-29').toISOString()).to.equal('2026-03-29T21:59:59.999Z');
  });

  it('show what was entered', () => {
    const at = momentIn('Asia/Kolkata', '2026-02-03', '23:15');
    expect(inputsIn('Asia/Kolkata', at)).to.deep.equal({ day: '2026-02-03', time: '23:15' });
    expect(inputsIn('Asia/Kolkata', endOfDayIn('Asia/Kolkata', '2026-02-03')).day).to.equal('2026-02-03');
  });
});
