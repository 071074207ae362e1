/** The sizes in which a picture is stored, the largest first; all 1.91 : 1. */
export const pictureSizes = [
  { width: 1200, height: 628 },
  { width: 640, height: 335 },
  { width: 240, height: 126 },
] as const;

/** The name of a stored picture in a size, in the database and in its address. */
export const pictureFile = (hash: string, width: number): string => `${hash}-${width}.jpg`;

export const picturePath = (hash: string, width: number): string => `/pictures/${pictureFile(hash, width)}`;

/** What a name of a stored picture looks like. */
export const pictureFileShape = new RegExp(
  `^[0-9a-f]{32}-(${pictureSizes.map(({ width }) => width).join('|')})\\.jpg$`,
);
