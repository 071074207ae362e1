/** How many bytes a value of this BSON type takes; undefined for types whose values tell their length themselves. */
export const widths: Readonly<Partial<Record<number, number>>> = {
  0x01: 8,
  0x06: 0,
  0x07: 12,
  0x08: 1,
  0x09: 8,
  0x0a: 0,
  0x10: 4,
  0x11: 8,
  0x12: 8,
  0x13: 16,
  0x7f: 0,
  0xff: 0,
};
