import { translate } from '../platform/text/words.js';

const starterNames = ['short', 'full', 'regulated'] as const;

/** Short texts to begin a first version with, in this language and with the name of the organization. */
export function listStarters(lang: string, organization: string) {
  const say = (key: string) => translate(lang, `guidelines.starter-${key}`, { organization });
  return starterNames.map((name) => ({
    name,
    label: say(name),
    about: say(`${name}-about`),
    text: {
      title: say(`${name}-title`),
      markdown: say(`${name}-markdown`),
      disclosure: say(`${name}-disclosure`),
    },
  }));
}
