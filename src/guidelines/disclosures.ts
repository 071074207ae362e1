/** How employees disclose their employer in posts of this language. */
export interface Wording {
  /** A BCP 47 tag. */
  language: string;
  text: string;
}

/** The wordings of a guideline: the main one, and those of further languages. */
export interface Disclosures {
  disclosure: string;
  /** Null if it was stored by a release that did not ask. */
  disclosureLanguage: string | null;
  disclosures: Wording[];
}

/** The wordings as they are stored, also by an earlier release that had only the main one. */
export function disclosuresOf(stored: {
  disclosure: string;
  disclosureLanguage?: string | null;
  disclosures?: Wording[] | null;
}): Disclosures {
  const { disclosure, disclosureLanguage = null, disclosures } = stored;
  return {
    disclosure,
    disclosureLanguage,
    disclosures: (disclosures ?? []).map(({ language, text }) => ({ language, text })),
  };
}

const primary = (tag: string) => tag.toLowerCase().split('-')[0];

/**
 * The wording for a post in this language: the one of exactly this tag, otherwise one of the same primary
 * language, otherwise the main one. Empty without a guideline.
 */
export function disclosureFor(guideline: Disclosures | null, language: string): string {
  if (!guideline) return '';
  const { disclosure, disclosureLanguage, disclosures } = guideline;
  const all = [{ language: disclosureLanguage ?? '', text: disclosure }, ...disclosures];
  const found =
    all.find((one) => one.language.toLowerCase() === language.toLowerCase()) ??
    all.find((one) => primary(one.language) === primary(language));
  return found?.text ?? disclosure;
}
