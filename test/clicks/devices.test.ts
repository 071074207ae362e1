import { expect } from 'chai';
import { deviceClass } from '../../src/clicks/describe-visit.js';

describe('The device of a visit', () => {
  const of = (agent: string) =>
    deviceClass({ method: 'GET', network: '192.0.2.1', headers: { 'user-agent': agent } });

  for (const [agent, device] of [
    [
      '[FBAN/FB4A;FBAV/443.0.0.23.229;FBDM/{density=2.0};FBPN/com.facebook.katana;FBDV/SM-A125F;FBSV/12]',
      'phone',
    ],
    ['[FBAN/Orca-Android;FBAV/300.0;FBPN/com.facebook.orca]', 'phone'],
    ['[FBAN/FBIOS;FBAV/400.0.0;FBDV/iPhone14,2;FBMD/iPhone;FBSN/iOS;FBSV/17.0]', 'phone'],
    ['[FBAN/FBIOS;FBDV/iPad13,4;FBMD/iPad;FBSN/iOS]', 'tablet'],
    ['Instagram 300.0.0.0 Android (33/13; 420dpi; 1080x2209; samsung; SM-G991B)', 'phone'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'desktop'],
    ['curl/8.0', 'other'],
    ['', 'other'],
  ] as const)
    it(`is ${device} for “${agent.slice(0, 40)}”`, () => {
      expect(of(agent)).to.equal(device);
    });
});
