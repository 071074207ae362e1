import helmet from 'helmet';

/**
 * Headers for every page. Nothing inline, nothing from elsewhere but https images (previews of posts).
 * `same-origin` keeps the referrer inside the portal; tracked links have no such header. `address` is the one that
 * people reach these pages at.
 */
export function securityHeaders(address: string) {
  const overHttps = address.startsWith('https:');
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
