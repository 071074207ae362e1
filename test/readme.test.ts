import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { printReadme } from '../scripts/readme.js';

describe('The README', () => {
  it('shows the tables as the code has them (npm run readme prints them again)', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(printReadme(readme)).to.equal(readme);
  });
});
