import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/**
 * Headers for all pages. They forbid inline code and content from other sites: an image from another site would
 * reveal to it who reads what, and when. `same-origin` keeps the referrer inside the portal; tracked links have no
 * such header. `address` is the public address of these pages.
 */
export function securityHeaders(address: string): RequestHandler {
  const overHttps = address.startsWith('https:');
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(overHttps && { upgradeInsecureRequests: [] }),
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: overHttps,
  });
  return (req, res, next) => {
    res.setHeader('Permissions-Policy', permissionsPolicy);
    protect(req, res, next);
  };
}

/** Lets forms of this one page lead to these origins as well: browsers apply `form-action` to redirects too. */
export function allowFormsTo(res: Response, origins: string[]): void {
  const policy = String(res.getHeader('Content-Security-Policy'));
  const ours = "form-action 'self'";
  res.setHeader('Content-Security-Policy', policy.replace(ours, [ours, ...origins].join(' ')));
}

/**
 * Features that no page uses, so that an injected script can't use them either. Copying to the clipboard is in
 * use.
 */
const permissionsPolicy = [
  ...[
    'accelerometer',
    'autoplay',
    'bluetooth',
    'browsing-topics',
    'camera',
    'display-capture',
    'encrypted-media',
  ],
  ...[
    'geolocation',
    'gyroscope',
    'hid',
    'idle-detection',
    'local-fonts',
    'magnetometer',
    'microphone',
    'midi',
  ],
  ...['payment', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');
