import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';

describe('Every view', () => {
  const views = readdirSync('views', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.handlebars'))
    .map((file) => path.join('views', file));

  it('lets the keyboard scroll its wide tables, and names them', () => {
    const regions = views.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/<div class="table-scroll"[^>]*(?:\{\{[^}]*\}\}[^>]*)*>/g)].map(
        ([tag]) => ({ file, tag }),
      ),
    );
    expect(regions).to.have.length.above(5);
    const wrong = regions.filter(
      ({ tag }) => !/role="region"/.test(tag) || !/tabindex="0"/.test(tag) || !/aria-label/.test(tag),
    );
    expect(wrong).to.eql([]);
  });
});
