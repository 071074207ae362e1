import { load } from 'cheerio';
import { expect } from 'chai';
import { compareVersions } from '../../src/guidelines/compare-versions.js';
import { renderMarkdown } from '../../src/guidelines/render-markdown.js';

const htmlOf = (source: string) => {
  const { intro, parts } = renderMarkdown(source);
  return intro.html + parts.map(({ heading, html }) => `<h2>${heading}</h2>${html}`).join('');
};

describe('The text of a guideline', () => {
  it('shows raw HTML as text and runs nothing', () => {
    const html = htmlOf(
      '# <script>alert(0)</script>\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>',
    );
    expect(html)
      .to.contain('&lt;script&gt;alert(0)')
      .and.not.match(/<(script|img)/);
    expect(html).to.not.contain('href="javascript');
  });

  it('is divided at its headings, one step below the heading of the page', () => {
    const { intro, parts } = renderMarkdown('Hello.\n\n# One\n\nA.\n\n## Sub\n\nB.\n\n# **Two** `x`\n\nC.');
    expect(intro.html.trim()).to.equal('<p>Hello.</p>');
    expect(parts.map(({ title, heading }) => [title, heading])).to.deep.equal([
      ['One', 'One'],
      ['Two x', '<strong>Two</strong> <code>x</code>'],
    ]);
    expect(parts[0]!.html).to.match(/<p>A\.<\/p>\s*<h3>Sub<\/h3>\s*<p>B\.<\/p>/);
    expect(parts[0]!.source).to.equal('A.\n\n## Sub\n\nB.');
  });

  it('may have one title above its parts', () => {
    const { intro, parts } = renderMarkdown('# Our rules\n\n## One\n\nA.\n\n## Two\n\nB.');
    expect(intro.html).to.contain('<h2>Our rules</h2>');
    expect(parts.map(({ title }) => title)).to.deep.equal(['One', 'Two']);
  });

  it('has no part for a heading in a list, a quote or code, nor for an empty one', () => {
    const { intro, parts } = renderMarkdown('> # Quote\n\n- # List\n\n```\n# Code\n```\n\n#\n\nEnd.');
    expect(parts).to.deep.equal([]);
    expect(intro.html).to.contain('# Code').and.contain('End.');
  });

  it('has no heading that is empty, or has nothing but a picture in it', () => {
    for (const empty of [
      '## ',
      '## ![img](https://a.example/x.png)',
      '## ![]()',
      '## [](https://a.example)',
      '## &#8203;',
    ]) {
      const html = htmlOf(`# One\n\nA.\n\n${empty}\n\nB.\n\n- ${empty}\n\n# Two\n\nC.`);
      expect(html.match(/<h\d>/g), empty).to.deep.equal(['<h2>', '<h2>']);
      expect(html, empty).to.contain('B.');
    }
  });

  it('finds links whose address is defined in another part', () => {
    const { parts } = renderMarkdown('# One\n\n[us][c]\n\n# Two\n\n[c]: https://example.com');
    expect(parts[0]!.html).to.contain('href="https://example.com"');
  });

  for (const [headings, ids, titles] of [
    [['Say who you are!', 'Say who you are'], ['part-say-who-you-are', 'part-say-who-you-are-2'], null],
    [['X', 'X', 'X 2'], ['part-x', 'part-x-2', 'part-x-2-2'], null],
    [['main', '" onload="'], ['part-main', 'part-onload'], null],
    [['Ihre Wörter', '言葉', '!!!'], ['part-ihre-wörter', 'part-言葉', 'part-'], null],
    [
      ['1. You decide', '2) Say it'],
      ['part-you-decide', 'part-say-it'],
      ['You decide', 'Say it'],
    ],
    [
      ['10. Ten', '2026. A year'],
      ['part-ten', 'part-2026-a-year'],
      ['Ten', '2026. A year'],
    ],
  ] as const)
    it(`gives parts ids that no page has: ${headings.join(' | ')}`, () => {
      const { parts } = renderMarkdown(headings.map((one) => `# ${one}`).join('\n\n'));
      expect(parts.map(({ id }) => id)).to.deep.equal(ids);
      if (titles) expect(parts.map(({ title }) => title)).to.deep.equal(titles);
    });

  it('allows no id of a writer, and no attribute but those of links and lists', () => {
    const html = htmlOf('# A {#main}\n\n<p id="main">x</p>\n\n[a](https://a.example "t")\n\n3. three');
    const page = load(html, null, false);
    const names = page('*').map((_, element) => Object.keys(page(element).attr() ?? {}));
    expect(names.get()).to.deep.equal(['href', 'title', 'rel', 'start']);
  });

  it('has no parts if there are too many headings', () => {
    const source = '# a\n'.repeat(101);
    expect(renderMarkdown(source).parts).to.have.length(0);
    expect(renderMarkdown(source).intro.html.match(/<h2>/g)).to.have.length(101);
    expect(renderMarkdown(source).headingsTooMany).to.equal(101);
    expect(renderMarkdown('# a\n'.repeat(100)).parts).to.have.length(100);
    expect(renderMarkdown('# a\n'.repeat(100)).headingsTooMany).to.equal(0);
  });

  it('is counted in words, also without spaces between them', () => {
    expect(renderMarkdown('We don’t **know** it: `x-y`.').words).to.equal(5);
    expect(renderMarkdown('私は海で働いています。').words).to.equal(5);
  });
});

describe('Two versions of a guideline', () => {
  const version = (
    source: string,
    disclosure = 'I work at Acme.',
    disclosures = [{ language: 'de', text: 'Ja.' }],
  ) => ({
    text: renderMarkdown(source),
    disclosure,
    disclosures,
  });
  const base = 'Hello.\n\n# 1. One\n\nA.\n\n# 2. Two\n\nB.\n\n# 3. Three\n\nC.';
  const changes = (source: string) => {
    const { parts, ...others } = compareVersions(version(base), version(source));
    return { parts: [...parts], ...others };
  };
  const none = { intro: false, parts: [], removed: [], wordings: false, count: 0 };

  it('are the same if a part only moved, or has another number or space around it', () => {
    expect(changes(base)).to.deep.equal(none);
    expect(changes('Hello.\n\n# Three\n\n\nC.\n\n# Two\n\nB.\n\n# One\n\nA.')).to.deep.equal(none);
  });

  it('differ in the words before the parts', () => {
    expect(changes(base.replace('Hello', 'Hi'))).to.deep.equal({ ...none, intro: true, count: 1 });
  });

  it('differ in a part with other words, another heading, or that is new', () => {
    expect(changes(base.replace('B.', 'B!'))).to.deep.equal({ ...none, parts: ['part-two'], count: 1 });
    expect(changes(base.replace('Two', 'Zwei'))).to.deep.equal({ ...none, parts: ['part-zwei'], count: 1 });
    expect(changes(base.replace('# 2', '# 2. New\n\nN.\n\n# 2'))).to.deep.equal({
      ...none,
      parts: ['part-new'],
      count: 1,
    });
  });

  it('differ in a part that is gone', () => {
    expect(changes(base.replace('# 2. Two\n\nB.\n\n', ''))).to.deep.equal({
      ...none,
      removed: ['Two'],
      count: 1,
    });
  });

  it('count each of several parts of one title', () => {
    const twice = compareVersions(version('# A\n\n1\n\n# A\n\n2'), version('# A\n\n2\n\n# A\n\n3'));
    expect([[...twice.parts], twice.removed]).to.deep.equal([['part-a-2'], []]);
  });

  it('differ in the wordings, whatever their order', () => {
    const both = [
      { language: 'de', text: 'Ja.' },
      { language: 'fr', text: 'Oui.' },
    ];
    const wordings = (...args: Parameters<typeof version>) =>
      compareVersions(version(base), version(...args)).wordings;
    expect(wordings(base)).to.equal(false);
    expect(wordings(base, 'I work there.')).to.equal(true);
    expect(wordings(base, undefined, both)).to.equal(true);
    expect(
      compareVersions(version(base, '', both), version(base, '', [...both].reverse())).wordings,
    ).to.equal(false);
  });
});
