import helmet from 'helmet';
import type { Env } from './env.js';

/**
 * Headers for every page. Nothing inline, nothing from elsewhere but https images (previews of posts).
 * `same-origin` keeps the referrer inside the portal: tracked links set a policy of their own.
 */
export function securityHeaders(env: Env) {
  const overHttps = env.PUBLIC_URL.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'https:', 'data:'],
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
}
