import type { Request } from 'express';

/** The question in an address as it was written, with its question mark; empty without one. */
export const queryIn = (req: Request): string => /\?.*/s.exec(req.originalUrl)?.[0] ?? '';
