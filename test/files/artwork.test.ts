import { createHash } from 'node:crypto';
import { load } from 'cheerio';
import { expect } from 'chai';
import fc from 'fast-check';
import sharp from 'sharp';
import { drawArtwork, drawingVersion } from '../../src/files/artwork/draw-artwork.js';
import { fromHex, toHex } from '../../src/files/artwork/oklch.js';
import { hours } from '../../src/files/artwork/palette.js';
import { sceneOf } from '../../src/files/artwork/scene.js';
import {
  colourFrom,
  motifNames,
  topicColourNames,
  topicColours,
} from '../../src/files/artwork/topic-colours.js';

const anId = fc.stringMatching(/^[0-9a-f]{24}$/);
const anInput = fc.record({
  colour: fc.constantFrom(...topicColourNames),
  motif: fc.constantFrom(null, ...motifNames),
  id: anId,
});
const idOf = (n: number) => n.toString(16).padStart(24, '0');
const ids = Array.from({ length: 400 }, (_, n) => idOf(n * 7919));

describe('The artwork of a post', () => {
  it('is the same for the same colour, motif and id, and another for another id', () => {
    fc.assert(
      fc.property(anInput, anId, (input, otherId) => {
        const drawn = drawArtwork(input);
        expect(drawArtwork({ ...input })).to.equal(drawn);
        if (otherId !== input.id) expect(drawArtwork({ ...input, id: otherId })).to.not.equal(drawn);
      }),
    );
  });

  it('is about 5 to 10 KB of flat shapes: no text, gradient, script, style or reference', () => {
    const allowed = ['svg', 'path', 'rect', 'circle', 'g'];
    fc.assert(
      fc.property(anInput, (input) => {
        const svg = drawArtwork(input);
        expect(svg.length).to.be.within(5_000, 10_500);
        expect(svg).to.not.match(/NaN|undefined|null|Infinity|url\(|href|&/);
        const page = load(svg, { xml: true });
        const names = [...new Set([...svg.matchAll(/<(\w+)/g)].map(([, name]) => name!))];
        expect(allowed).to.include.members(names);
        expect(page.root().text()).to.equal('');
        expect(page('svg').attr('viewBox')).to.equal('0 0 1200 628');
      }),
    );
  });

  it('is a picture of 1200 × 628 for every motif and hour', async function () {
    this.timeout(60_000);
    for (const motif of [null, ...motifNames])
      for (const hour of hours) {
        const id = ids.find((one) => sceneOf({ colour: 'kelp', motif, id: one }).hour === hour)!;
        const { info } = await sharp(Buffer.from(drawArtwork({ colour: 'kelp', motif, id })))
          .raw()
          .toBuffer({ resolveWithObject: true });
        expect([info.width, info.height]).to.deep.equal([1200, 628]);
      }
  });

  it('takes each hour and side about equally often', () => {
    const scenes = ids.map((id) => sceneOf({ colour: 'fjord', motif: null, id }));
    for (const hour of hours)
      expect(scenes.filter((scene) => scene.hour === hour).length).to.be.within(70, 130);
    expect(scenes.filter(({ side }) => side === 'left').length).to.be.within(160, 240);
  });

  it('leaves what the square crop needs to see within it', () => {
    for (const id of ids.slice(0, 100)) {
      const round = sceneOf({ colour: 'lagoon', motif: 'rail', id });
      if (round.isRound) expect(Math.abs(round.disc.x - 600)).to.be.below(160);
    }
  });

  it('shows the same hour with every motif, so that a change of motif is no other picture', () => {
    for (const id of ids.slice(0, 50)) {
      const seen = [null, ...motifNames].map((motif) => sceneOf({ colour: 'rose', motif, id }));
      expect(new Set(seen.map(({ hour, side, horizon }) => `${hour} ${side} ${horizon}`)).size).to.equal(1);
    }
  });

  it('raises its version when it changes, as browsers store each address for a year', () => {
    const all = topicColourNames.flatMap((colour) =>
      [null, ...motifNames].flatMap((motif) =>
        ids.slice(0, 12).map((id) => drawArtwork({ colour, motif, id })),
      ),
    );
    const hash = createHash('sha256').update(all.join('\n')).digest('hex').slice(0, 16);
    expect({ drawingVersion, hash }).to.deep.equal({ drawingVersion: 1, hash: 'd3bf0353247115df' });
  });
});

describe('A topic colour', () => {
  it('comes from the id where nobody chose one: always the same, and each as often', () => {
    expect(colourFrom(ids[7]!)).to.equal(colourFrom(ids[7]!));
    const counts = topicColourNames.map((name) => ids.filter((id) => colourFrom(id) === name).length);
    expect(Math.min(...counts)).to.be.above(25);
  });

  it('survives the way to OKLCH and back', () => {
    for (const hex of Object.values(topicColours)) expect(toHex(fromHex(hex))).to.equal(hex);
  });
});
