const maxLength = 60;

// Letters that Unicode does not decompose, and German umlauts.
const spelled: Record<string, string> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * The campaign name for utm_campaign: lower-case ASCII letters, digits and single hyphens, at most 60 characters,
 * shortened between words if possible. `post` when nothing is left.
 */
export function campaignFrom(text: string): string {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\0-\x7f]/gu, (letter) => spelled[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  let campaign = '';
  for (const word of words) {
    const longer = campaign ? `${campaign}-${word}` : word;
    if (longer.length > maxLength) break;
    campaign = longer;
  }
  return campaign || words[0]?.slice(0, maxLength) || 'post';
}
