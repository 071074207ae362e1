import { expect } from 'chai';
import {
  calendarOf,
  offeredFrom,
  recalledAt,
  secondGuidelineAt,
} from '../../src/sample-organization/calendar.js';
import { core, whole } from '../../src/sample-organization/cast.js';
import { people } from '../../src/sample-organization/people.js';
import { planAcknowledgements } from '../../src/sample-organization/plan-acknowledgements.js';
import { planMisses } from '../../src/sample-organization/plan-misses.js';
import { planShares } from '../../src/sample-organization/plan-shares.js';
import { planVisits } from '../../src/sample-organization/plan-visits.js';
import { posts } from '../../src/sample-organization/posts/index.js';
import { randomFor } from '../../src/platform/data/random.js';
import { missReasons } from '../../src/conversions/attribution-rule.js';

/** Each weekday once, one of them just after the clocks went back. */
const moments = ['16', '17', '18', '19', '20', '21', '22'].map((day) => new Date(`2026-11-${day}T09:00:00Z`));
moments.push(new Date('2026-10-25T03:30:00Z'));

describe('The story of the sample organization', () => {
  it('is the same each time it is told on the same day', () => {
    const tell = () => {
      const calendar = calendarOf(moments[2]!);
      const shares = planShares(calendar);
      return { shares, visits: shares.map((share) => planVisits(share, calendar)) };
    };
    expect(tell()).to.deep.equal(tell());
    expect(randomFor('a').next()).not.to.equal(randomFor('b').next());
  });

  it('holds only what the rules allow, on whatever weekday it is told', () => {
    for (const [now, cast] of moments.flatMap((now) => [core, whole].map((cast) => [now, cast] as const))) {
      const calendar = calendarOf(now);
      for (const { post, person, at } of planShares(calendar, cast)) {
        const { from, until } = offeredFrom(calendar, post);
        expect(at).to.be.within(from, until ?? now);
        if (post.teams) expect(post.teams).to.include(person.team);
        if (post.fate === 'recalled') expect(at).to.be.below(recalledAt(calendar, post));
      }
    }
  });

  it('lets everyone acknowledge the guideline in force, before they share', () => {
    for (const [now, cast] of moments.flatMap((now) => [core, whole].map((cast) => [now, cast] as const))) {
      const calendar = calendarOf(now);
      const shares = planShares(calendar, cast);
      const acknowledged = planAcknowledgements(calendar, shares, cast);
      const second = secondGuidelineAt(calendar);
      for (const { person, version, at } of acknowledged)
        expect(at < second ? 1 : 2, `${person.name} on ${at.toISOString()}`).to.equal(version);
      const acknowledgedAt = new Map(
        acknowledged.map(({ person, version, at }) => [`${version} ${person.mailbox}`, at]),
      );
      for (const { person, at } of shares) {
        const version = at < second ? 1 : 2;
        expect(acknowledgedAt.get(`${version} ${person.mailbox}`), person.name).to.be.below(at);
      }
    }
  });

  it('has 240 people in twelve teams of about twenty, and no name, address or title twice', () => {
    const { people: all, posts: written, teams } = whole;
    expect([all.length, teams.length]).to.deep.equal([240, 12]);
    for (const team of teams)
      expect(all.filter((person) => person.team === team).length, team).to.be.within(16, 21);
    for (const list of [
      all.map(({ name }) => name),
      all.map(({ mailbox }) => mailbox),
      written.map(({ title }) => title),
      written.map(({ link }) => link),
    ])
      expect(new Set(list).size).to.equal(list.length);
    for (const { mailbox } of all) expect(mailbox).to.match(/^[a-z]+([.-][a-z]+)*$/);
  });

  it('has a few regulars who carry most of it, people who joined, and one who came back', () => {
    const calendar = calendarOf(moments[2]!);
    const shares = planShares(calendar);
    const weeksOf = (mailbox: string) => [
      ...new Set(
        shares
          .filter(({ person }) => person.mailbox === mailbox)
          .map(({ at }) => Math.floor(calendar.dayOf(at) / 7)),
      ),
    ];
    const counts = people.map((one) => shares.filter(({ person }) => person === one).length);
    const most = counts.sort((a, b) => b - a).slice(0, 10);
    expect(most.reduce((sum, count) => sum + count, 0)).to.be.above(shares.length / 2);
    expect(Math.min(...weeksOf('kwabena'))).to.equal(7);
    expect(weeksOf('siobhan').filter((week) => week > 3 && week < 9)).to.be.empty;
    expect(weeksOf('siobhan').filter((week) => week >= 9)).not.to.be.empty;
  });

  it('has something that fits no click for each reason, in its past, whatever day it is', () => {
    for (const now of moments) {
      const calendar = calendarOf(now);
      const visited = planShares(calendar).map((share) => ({ share, ...planVisits(share, calendar) }));
      const misses = planMisses(visited, calendar);
      expect(new Set(misses.map(({ because }) => because))).to.deep.equal(new Set(missReasons));
      expect(new Set(misses.map(({ externalId }) => externalId)).size).to.equal(misses.length);
      for (const { at } of misses) expect(at).to.be.below(now);
    }
  });

  it('is quieter on weekends', () => {
    const calendar = calendarOf(moments[2]!);
    const onWeekend = planShares(calendar).filter(({ at }) => calendar.isWeekend(83 - calendar.dayOf(at)));
    expect(onWeekend.length).to.be.below(planShares(calendar).length / 7);
  });

  it('offers each post in words short enough for every network', () => {
    for (const { title, copies } of posts) {
      expect(Math.min(...copies.map((copy) => copy.length)), title).to.be.at.most(140);
      expect(new Set(copies).size, title).to.equal(copies.length);
    }
  });
});
