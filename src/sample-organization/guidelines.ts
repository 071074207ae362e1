import { domain, organization } from './organization.js';

interface SampleGuideline {
  title: string;
  disclosure: string;
  disclosureLanguage: string;
  disclosures: { language: string; text: string }[];
  markdown: string;
}

const disclosure = `I work at ${organization.name}.`;
const german = `Ich arbeite bei ${organization.name}.`;
const portuguese = `Trabalho na ${organization.name}.`;

const intro = `
These guidelines are for everyone at ${organization.name} who shares our posts from a personal account. They protect you, the people who read you, and your colleagues.
`.trim();

/** The parts that both versions have. */
const both = {
  decide: `
## 1. You decide
- Taking part is **voluntary**. You can begin, pause and stop at any time, without giving a reason.
- Not taking part has **no disadvantage**: not in your appraisal, your shifts, your pay or your chances. Managers may not ask you to share.
- Everyone with a contract may join, full time or part time, apprentices included. Do it in working hours if you like; nobody expects it in your free time.
- Your account stays yours. We never ask for a password, never post for you, and never tell you what to like.
`.trim(),
  ownWords: `
## 3. Your words, your experience
- Change the suggested copy until it sounds like you, or write your own. Ten colleagues with the same sentence help nobody.
- Only say what you know or have lived through. If you were not on board, don’t say that you were.
- Facts about the company come from the post that you share. Please promise nothing beyond it: no prices, dates, safety claims or “the first”, “the fastest”, “the greenest”, unless the post says so.
- **No reviews.** Don’t rate us, our ships or our competitors on review, map or job sites, and don’t ask family to do it. It is unlawful in many countries when the connection is hidden.
- No bought followers, no arranged rounds of likes and comments.
`.trim(),
  inside: `
## 4. What stays inside
- Anything confidential: contracts, bids, plans, security, software, internal messages and figures that we have not published.
- Anything that is about to be announced. In the **quiet period** before our results, nobody writes about how business is going.
- Accidents, illness and delays with people involved. Families must not learn such things from a post.
- Colleagues and passengers: no names, photographs or stories without their **yes**. For children, their parents’ yes.
- Pictures, music and texts of others, unless we have the right to use them. What is in a post has been cleared.
`.trim(),
  talk: `
## 5. How we talk
- Friendly, honest, short. We don’t speak badly of competitors, and we don’t argue with authorities or the press: send them to comms.
- Don’t discuss politics in the name of the company. What you think as a private person is your business.
- **Your rights stay untouched.** You may talk about your pay, your hours and your working conditions, organize, and report wrongdoing. These guidelines don’t limit that, and nobody may use them against you for it.
`.trim(),
  changes: `
## 8. How these guidelines change
You acknowledge each version once, before your next share. When something important changes we publish a new version, and what is new in it is marked.

Owner: Leïla Benhaddou, Communications. Agreed with the works council. Questions and ideas: [comms@${domain}](mailto:comms@${domain}).
`.trim(),
};

/** The parts that the second version changed. */
const before = {
  sayWho: `
## 2. Say who you are
Readers must see that you work here **before** they read what you say about us. A hashtag at the end is not enough.

The wording in each language stands at the end of this page. The suggested copies already begin with it. When you write your own words, keep it at the beginning.
`.trim(),
  wrong: `
## 6. When something goes wrong
1. **You made a mistake?** Correct it where it stands and say that you did. Don’t delete it silently. Then tell comms; there is no blame for an honest mistake.
2. **Somebody asks for help?** Give them the address of customer service. You don’t need to solve it.

Comms answers within one working day: [comms@${domain}](mailto:comms@${domain}).
`.trim(),
  counted: `
## 7. What we count, and who sees it
- Each share has a link of its own. We count how often it is opened, and how many visitors that were.
- We store **no** IP addresses and no browser names, and we don’t follow anybody elsewhere.
- The figures are used to find out which posts are useful. They are not used to judge people.
- You can have your data exported or erased. When you leave, your name is removed and the sums stay.
`.trim(),
};

const now = {
  sayWho: `
## 2. Say who you are
Readers must see that you work here **before** they read what you say about us. A note in your profile is not enough, and neither is a hashtag at the end.

| Where | Begin your post with |
| --- | --- |
| Where space is short (X, Bluesky, Threads, Mastodon) | I work at ${organization.name}: *then your words* |
| In a comment or a reply | As somebody who works at ${organization.name}, *then your words* |
| When you win something for sharing | say that too: “I may win a prize for sharing this.” |

The wording in each language stands at the end of this page. The suggested copies already begin with it. When you write your own words, keep it at the beginning.
`.trim(),
  wrong: `
## 6. When something goes wrong
1. **You made a mistake?** Correct it where it stands and say that you did. Don’t delete it silently. Then tell comms; there is no blame for an honest mistake.
2. **Somebody asks for help?** Give them the address of customer service. You don’t need to solve it.
3. **Somebody is rude or threatens you?** Don’t answer. Take a picture of it and send it to comms. We stand by you.
4. **A post was recalled?** Then we found an error. Please delete your share. Its link stops working by itself.

Comms answers within one working hour, Monday to Saturday: [comms@${domain}](mailto:comms@${domain}). At night and in an emergency, call the duty desk; its number stands on your crew card.
`.trim(),
  counted: `
## 7. What we count, and who sees it
- Each share has a link of its own. We count how often it is opened, how many visitors that were, and what they did on our pages in the end, such as applying for a job.
- We store **no** IP addresses and no browser names, and we don’t follow anybody elsewhere. Robots, previews and your own clicks are not counted.
- **You** see your own results. Others see sums of six people or more. Your manager doesn’t see your name beside a number.
- The figures are used to find out which posts are useful. They are not used to judge people.
- You can have your data exported or erased. When you leave, your name is removed and the sums stay.
`.trim(),
};

const guidelineOf = ({ sayWho, wrong, counted }: typeof now): SampleGuideline => ({
  title: 'Sharing our news',
  disclosure,
  disclosureLanguage: 'en',
  disclosures: [
    { language: 'de', text: german },
    { language: 'pt', text: portuguese },
  ],
  markdown: [
    ...[intro, both.decide, sayWho, both.ownWords, both.inside],
    ...[both.talk, wrong, counted, both.changes],
  ].join('\n\n'),
});

/** In the order in which they were published. */
export const guidelines = [guidelineOf(before), guidelineOf(now)] as const;
