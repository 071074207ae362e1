import { expect } from 'chai';
import { cleanAddress, isAddress, nameInAddress } from '../../src/people/clean-address.js';
import { emailField, nameField } from '../../src/people/person-fields.js';

describe('An e-mail address', () => {
  for (const [typed, address] of [
    ['Jane@Example.com', 'jane@example.com'],
    ['  jane@example.com\n', 'jane@example.com'],
    ['r&d@example.com', 'r&d@example.com'],
    ["o'neil+news@example.co.uk", "o'neil+news@example.co.uk"],
    ['jane@bücher.example', 'jane@xn--bcher-kva.example'],
    ['jane@BÜCHER.example', 'jane@xn--bcher-kva.example'],
    ['jane@bu\u0308cher.example', 'jane@xn--bcher-kva.example'],
    ['jane@xn--bcher-kva.example', 'jane@xn--bcher-kva.example'],
    ['аня@пример.рф', 'аня@xn--e1afmkfd.xn--p1ai'],
    ['用户@例え。jp', '用户@xn--r8jz45g.jp'],
    ['jane＠example.com', 'jane@example.com'],
    ['jane\u200b@example\u00ad.com\ufeff', 'jane@example.com'],
    ['\u202ajane@example.com\u202c', 'jane@example.com'],
    ['Jane Doe <jane@example.com>', 'jane@example.com'],
    ['"Doe, Jane" <Jane@Example.com>;', 'jane@example.com'],
    ['<jane@example.com>', 'jane@example.com'],
    ['mailto:jane@example.com?subject=Hi', 'jane@example.com'],
    ['MAILTO:r%26d@example.com', 'r&d@example.com'],
    ['Jane <mailto:jane@example.com>', 'jane@example.com'],
    ['jane@example.com,', 'jane@example.com'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ] as const)
    it(`is taken as ${address} when “${typed}” is typed`, () => {
      expect(emailField.parse(typed)).to.equal(address);
      expect(cleanAddress(address)).to.equal(address);
    });

  for (const typed of [
    'jane',
    'jane@',
    '@example.com',
    'jane@example',
    'jane@@example.com',
    'jane@a@example.com',
    'jane doe@example.com',
    '.jane@example.com',
    'jane.@example.com',
    'ja..ne@example.com',
    'jane@-example.com',
    'jane@example-.com',
    'jane@exa_mple.com',
    'jane@127.0.0.1',
    'jane@[127.0.0.1]',
    'jane@example.com/x',
    'jane@example.com:25',
    'jane;john@example.com',
    'jane@example.com, john@example.com',
    '"jane"@example.com',
    `${'a'.repeat(65)}@example.com`,
    `${'ä'.repeat(33)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `${'a'.repeat(60)}@${'b.'.repeat(120)}com`,
  ])
    it(`is refused: “${typed.slice(0, 70)}”`, () => {
      const { error } = emailField.safeParse(typed);
      expect(error?.issues[0]?.message).to.equal('people.email-invalid');
      expect(isAddress(cleanAddress(typed))).to.equal(false);
    });

  it('is missing when nothing of it can be seen', () => {
    for (const typed of ['', '  ', '\u200b\ufeff'])
      expect(emailField.safeParse(typed).error?.issues[0]?.message).to.equal('people.email-missing');
  });

  it('may have a name before it', () => {
    expect(
      ['Jane Doe <j@x.com>', '"Doe, Jane" <j@x.com>', '<j@x.com>', 'j@x.com'].map(nameInAddress),
    ).to.deep.equal(['Jane Doe', 'Doe, Jane', '', '']);
  });
});

describe('A name', () => {
  it('is taken without what is pasted along and never seen', () => {
    expect(nameField.parse(' Jane\u200b  Do\u00ade\ufeff ')).to.equal('Jane Doe');
    // It joins letters in Persian.
    expect(nameField.parse('می\u200cخواهم')).to.equal('می\u200cخواهم');
  });

  for (const name of ['\u200b', '\u2060\ufeff', '\u00ad', '\u3164', '\u2800 \u2800', '\u200d', '\u{E0041}'])
    it(`is refused when nothing of it can be seen: ${JSON.stringify(name)}`, () => {
      expect(nameField.safeParse(name).error?.issues[0]?.message).to.equal('common.name-invisible');
    });
});
