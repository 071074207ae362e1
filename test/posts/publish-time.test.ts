import { expect } from 'chai';
import fc from 'fast-check';
import { asFormValues, asPostInput, postForm } from '../../src/posts/post-form.js';
import { inputsIn, momentIn } from '../../src/posts/publish-time.js';

import type { StoredPost } from '../../src/posts/studio-posts.js';

const emptyPost = {
  title: 'A post',
  link: 'https://example.com/',
  summary: '',
  language: 'en',
  suggestedCopy: ['Look.'],
  level: 'corporate',
  audienceTeamIds: [],
  campaign: 'a-post',
  revision: 3,
};

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

  it('show what was entered', () => {
    const at = momentIn('Asia/Kolkata', '2026-02-03', '23:15');
    expect(inputsIn('Asia/Kolkata', at)).to.deep.equal({ day: '2026-02-03', time: '23:15' });
  });

  it('stay what they are when the form is saved unchanged, in whatever zone and at whatever moment', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Pacific/Apia',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
    );
    const moment = fc.date({ min: new Date('2010-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    // The second passing of an hour that the clocks repeat.
    const repeated = fc.constant(new Date('2026-10-25T01:30:00Z'));
    fc.assert(
      fc.property(zone, fc.oneof(moment, repeated), (editorZone, publishAt) => {
        const lastDay = '2026-12-24';
        const post = { ...emptyPost, publishAt, lastDay } as unknown as StoredPost;
        const form = postForm.parse(asFormValues(post, editorZone));
        expect(asPostInput(form, editorZone, publishAt)).to.deep.include({ publishAt, lastDay });
      }),
    );
  });
});
