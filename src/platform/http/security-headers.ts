import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Headers for every page. Nothing inline and nothing from another site: a picture that a page loaded from elsewhere
 * would tell that site who reads what, and when.
 * `same-origin` keeps the referrer inside the portal; tracked links have no such header. `address` is the one that
 * people reach these pages at.
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

/** What no page of ours uses, and so no script that gets into one. Copying to the clipboard is used. */
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
