/**
 * The first entry of the catalog says how everything is written: values end in checksums from format 2 on; from
 * format 3 on record numbers have five bytes, and keys all digits of a decimal.
 */
export const FORMAT = Buffer.from('3');

/** No name of a database begins so, and none of the catalog's other keys comes before it. */
export const FORMAT_KEY = Buffer.from('\0format');
