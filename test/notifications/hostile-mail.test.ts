import { parseMail } from '../../src/notifications/parse-mail.js';
import { isLinear } from '../support/linear.js';

const tokens = [
  '--b\n',
  '\n',
  '\n\n',
  '\n ',
  ' ',
  '=?utf-8?q?',
  '?=',
  '?= =?',
  '=',
  '=41',
  ':',
  'boundary=',
  '(',
];
tokens.push('Content-Type: multipart/mixed; boundary=b\n\n--b\n', 'é');

const fields: Record<string, (text: string) => string> = {
  'the head': (text) => `${text}\n\nx`,
  'the subject': (text) => `Subject: ${text}\n\nx`,
  'the date': (text) => `Date: 2020 ${text}\n\nx`,
  'the type': (text) => `Content-Type: multipart/${text}\n\nx`,
  'the parts': (text) => `Content-Type: multipart/mixed; boundary="b"\n\n${text}`,
  'a quoted-printable text': (text) =>
    `Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n${text}`,
};

describe('A mail that is read back', function () {
  this.timeout(120_000);

  for (const [field, wrap] of Object.entries(fields))
    it(
      `costs less than three times as much when it is twice as long: ${field}`,
      isLinear(tokens, (text) => parseMail(Buffer.from(wrap(text)))),
    );
});
