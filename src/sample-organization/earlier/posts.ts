import type { SamplePost } from '../posts/index.js';

type Line = [
  topic: string,
  level: SamplePost['level'],
  title: string,
  path: string,
  summary: string,
  copies: [string, string],
];

const newsroom = 'https://newsroom.marram-ferries.example/';
const review = 'https://www.shortsea-review.example/';

/** What editors published before the last twelve weeks, the newest first: one post a week. */
// prettier-ignore
const lines: Line[] = [
  ['On board', 'corporate', 'Dogs on deck: the new rules in one picture', 'dogs-on-deck', 'Where they may run, where they may sleep, and why the lounge on deck 7 stays quiet.', ['Your dog may come along, and there is a deck for it now. One picture explains the rest.', 'We asked four hundred dog owners and as many people who sneeze. This is what both can live with.']],
  ['Freight', 'industry', 'Why trailers wait longer on Thursdays', 'why-thursdays', 'Gate data of nine ports, and a suggestion that costs nothing.', ['Thursday is the worst day to send a trailer. The figures say why.', 'Nine ports shared their gate data. The fix is a calendar, not a crane.']],
  ['Working here', 'individual', 'My first winter as a second engineer', 'people/first-winter', 'Ice on the ladder, coffee at four, and a pump that I know by name now.', ['One winter, one pump, a lot of coffee. An honest story about starting at sea.', 'If you wonder what the first months in the engine room are like, read this.']],
  ['Electric ships', 'corporate', 'The grid cable to Nyborre is in the ground', 'grid-cable-nyborre', 'Seven kilometres, two rivers and one very patient farmer.', ['Seven kilometres of cable, and nobody will ever see it again. Worth a look.', 'Electric ships begin on land. Ours began with this trench.']],
  ['Sea and climate', 'industry', 'Methane slip, explained with a bicycle pump', 'methane-slip', 'What it is, how it is measured, and which engines have it.', ['The best explanation of methane slip that I have read uses a bicycle pump.', 'Gas engines have a leak that nobody mentions in brochures. Here it is in plain words.']],
  ['Harbour towns', 'individual', 'The lighthouse keeper who takes our timetable photographs', 'people/lighthouse', 'He has climbed the same 182 steps for thirty years.', ['182 steps, thirty years, one photograph a day.', 'The pictures in our timetable have an author. Meet him.']],
  ['On board', 'corporate', 'Breakfast from eleven farms along the coast', 'eleven-farms', 'What is served, where it grows, and what it costs.', ['Breakfast on board comes from eleven farms now. I have tried most of it for you.', 'The bread is baked forty minutes from the pier. You can taste that.']],
  ['Working here', 'corporate', 'Part time on the bridge: it works', 'part-time-bridge', 'Three officers share two posts. A year later they would do it again.', ['Three officers, two posts, one year. It works.', 'Part time is not only for offices. Here is how the bridge does it.']],
  ['Freight', 'corporate', 'A firm slot for reefers, all summer', 'reefer-slots', 'Forty plugs, guaranteed, on the evening crossing.', ['Forty plugs on the evening crossing, guaranteed.', 'If you ship fish, you will like this.']],
  ['Electric ships', 'industry', 'Who pays for the substation?', 'who-pays-for-the-substation', 'Four countries, four answers, one of them works.', ['Everybody wants the plug. Who pays for the substation?', 'Four countries answer the same question. One answer works.']],
  ['Sea and climate', 'corporate', 'We counted every light on board', 'every-light', 'Changing 31,000 lamps saves as much as a week of crossings.', ['31,000 lamps. Somebody counted them, and it paid.', 'A week of crossings saved by changing lamps. Small things are not always small.']],
  ['Harbour towns', 'corporate', 'Northquay gets its promenade back', 'northquay-promenade', 'The old fence is gone, and there are benches where the queue used to be.', ['The fence at Northquay is gone. Go and sit there.', 'Where trucks used to queue there are benches now.']],
  ['On board', 'individual', 'What I learned from nine thousand questions', 'people/nine-thousand-questions', 'Most are about the toilets. The best was about the moon.', ['After nine thousand questions, my colleague knows what people want to know.', 'The best question ever asked at our desk was about the moon.']],
  ['Working here', 'industry', 'Where have all the able seamen gone?', 'able-seamen', 'Numbers from seven schools, and three reasons that nobody likes.', ['Three reasons why crews are hard to find. None of them is the pay alone.', 'Seven schools, honest numbers. Recommended.']],
  ['Freight', 'industry', 'Paper still crosses the sea', 'paper-crosses-the-sea', 'A consignment note has eleven copies. Who reads them?', ['Eleven copies of one note. Somebody followed them all.', 'Digital freight has one problem, and it comes out of a printer.']],
  ['Electric ships', 'individual', 'I wrote the alarm list of an electric ship', 'people/alarm-list', 'What wakes a crew at night, and what may wait until breakfast.', ['What may wake a crew at night? My colleague had to decide.', 'An alarm list sounds dull until you are the one who sleeps next to it.']],
  ['Sea and climate', 'individual', 'Counting birds from the bridge wing', 'people/counting-birds', 'Every crossing is a transect. The biologists are delighted.', ['Our officers count birds, and scientists use it.', 'Gannets, mostly. But last week there was an albatross.']],
  ['Harbour towns', 'industry', 'Small ports, big cruise ships: what the quay can carry', 'what-the-quay-can-carry', 'An engineer explains loads with a kitchen table.', ['A quay is a table. This engineer explains how much you can put on it.', 'Before you invite a bigger ship, read this.']],
  ['On board', 'corporate', 'Quiet cabins at last', 'quiet-cabins', 'New doors, new fans, and a map of the best numbers.', ['There is a map of the quietest cabins. Do not tell everybody.', 'New doors and new fans: you can hear the difference, or rather not hear it.']],
  ['Working here', 'corporate', 'Open day for career changers', 'career-changers', 'Bakers, soldiers and one cellist have become crew. Come and ask them.', ['A baker, a soldier and a cellist walk into a mess room. They work here.', 'Thinking of a change? Come and talk to people who did it.']],
  ['Freight', 'individual', 'The night the linkspan froze', 'people/linkspan', 'Forty trucks, minus fourteen, and a kettle.', ['Forty trucks, minus fourteen degrees, one kettle. A true story.', 'My colleagues got forty trucks off a frozen ramp. Here is how.']],
  ['Electric ships', 'corporate', 'Batteries: what happens after ten years', 'after-ten-years', 'They move ashore and keep the terminal warm.', ['After ten years at sea, our batteries retire to heat a terminal.', 'The question that everybody asks about batteries, answered.']],
  ['Sea and climate', 'industry', 'A better map of the seabed, free for everyone', 'seabed-map', 'Five institutes put their soundings together.', ['Five institutes, one free map of the seabed.', 'I could look at this map all day.']],
  ['Harbour towns', 'corporate', 'A library in the waiting room', 'waiting-room-library', 'Take one, leave one. The crime novels go first.', ['Take a book, leave a book. The crime novels go first.', 'Our waiting rooms have libraries now, in nine languages.']],
  ['On board', 'industry', 'What passengers forgive, and what they don’t', 'what-passengers-forgive', 'A survey of twenty lines: it is not the delay, it is the silence.', ['It is not the delay that annoys people. It is the silence.', 'Twenty lines asked their passengers. The answer is humbling.']],
  ['Working here', 'individual', 'A captain, a toddler and a tide table', 'people/captain-toddler', 'How one family plans a month.', ['A captain explains how to plan a family with a tide table.', 'The funniest story about rotas that I know.']],
  ['Freight', 'corporate', 'Weigh in motion: no more stopping at the gate', 'weigh-in-motion', 'Trucks roll over a plate, and that was it.', ['Trucks do not stop at our scales any more.', 'Four minutes saved for each truck. Multiply that.']],
  ['Electric ships', 'industry', 'Charging in waves: the robot arm that follows the ship', 'robot-arm', 'Three designs compared, with video.', ['How do you plug in something that moves? Three answers, with video.', 'Watch the second video. Then the third.']],
  ['Sea and climate', 'corporate', 'Our emissions of last year, line by line', 'emissions-line-by-line', 'What went down, what went up, and why.', ['We publish emissions for each line, also those that went up.', 'Line by line, without adjectives. I like that.']],
  ['Harbour towns', 'individual', 'Thirty winters on the pilot boat', 'people/pilot-boat', 'She retires in spring. The coffee machine stays.', ['Thirty winters on the pilot boat. Read it with a warm drink.', 'She knows every stone in our harbour. A portrait.']],
  ['On board', 'corporate', 'Tickets in eleven languages', 'eleven-languages', 'Including three that are spoken in our own crew mess.', ['Our tickets speak eleven languages now. Three of them come from our crew.', 'Booking in your own language is a small thing, until it is missing.']],
  ['Working here', 'corporate', 'What we pay, and why you can read it', 'what-we-pay', 'All pay bands are public from today.', ['All our pay bands are public. I think that is right.', 'Looking for a job? You can read what we pay before you write to us.']],
  ['Freight', 'industry', 'Dangerous goods: the five most common mistakes', 'five-mistakes', 'Number three is a missing comma.', ['The third most common mistake with dangerous goods is a comma.', 'Five mistakes, five minutes. Share it with whoever fills in your forms.']],
  ['Electric ships', 'individual', 'I steer a ship that makes no sound', 'people/no-sound', 'A mate describes the first silent departure.', ['The first departure without a sound, told by the mate who steered.', 'People on the pier looked up because there was nothing to hear.']],
  ['Sea and climate', 'industry', 'Ten years of warmer water, in one chart', 'one-chart', 'Measured on ferries, published by an institute, easy to read.', ['Ferries have measured the water for ten years. One chart shows it.', 'One chart. Have a look at the last three summers.']],
  ['Harbour towns', 'corporate', 'Sandhaven apprentices rebuild a lifeboat', 'lifeboat', 'Built in 1931, launched again in May.', ['Eleven apprentices rebuilt a lifeboat of 1931. It floats.', 'A boat of 1931, and hands that are nineteen years old.']],
  ['On board', 'individual', 'How we pack four hundred lunches in ninety minutes', 'people/four-hundred-lunches', 'A galley at full speed, in pictures.', ['Four hundred lunches, ninety minutes, six people.', 'My respect for galleys has grown. See the pictures.']],
  ['Working here', 'industry', 'What makes people stay at sea', 'what-makes-people-stay', 'A study with a short answer: a rota that holds.', ['Why do people stay? Because the rota holds. A good study.', 'Two thousand seafarers answered. The first reason is not money.']],
  ['Freight', 'corporate', 'Direct line to Vila do Farol, twice a week', 'vila-do-farol', 'Thirty-one hours, no transshipment.', ['Thirty-one hours to Vila do Farol, and nobody touches your trailer on the way.', 'A new line is a rare thing. This one starts on Tuesday.']],
  ['Electric ships', 'corporate', 'A model of our next ship, printed in the workshop', 'printed-model', 'One to fifty, and the doors open.', ['Our next ship is 2.6 metres long at the moment. The doors open.', 'They printed the whole ship. Even the cabin doors.']],
  ['Sea and climate', 'individual', 'Diving for lost anchors', 'people/lost-anchors', 'What our divers find, and whose it was.', ['Divers found an anchor with our name on it, from 1912.', 'What lies on the ground of a harbour? My colleague knows.']],
  ['Harbour towns', 'industry', 'What a ferry is worth to an island', 'worth-to-an-island', 'Schools, doctors and the price of bread.', ['What is a ferry worth? Ask the price of bread on an island.', 'A careful study of islands with and without a good timetable.']],
  ['On board', 'corporate', 'A playroom designed by eight-year-olds', 'playroom', 'They asked for a slide and got two.', ['Eight-year-olds designed our playroom. There are two slides.', 'They also asked for a volcano. We are still thinking about it.']],
  ['Working here', 'individual', 'From night porter to purser', 'people/night-porter', 'Eleven years, four ships and an evening class.', ['Eleven years from night porter to purser. A good read.', 'She took the exam between two crossings.']],
  ['Freight', 'industry', 'The empty trailer problem', 'empty-trailers', 'Every fourth trailer on the sea carries air.', ['Every fourth trailer carries air. Here is who could fill it.', 'Empty trailers are the cheapest emissions to save.']],
  ['Electric ships', 'industry', 'Sodium instead of lithium: what is known so far', 'sodium', 'Heavier, cheaper, and not afraid of winter.', ['Sodium batteries are heavy and cheap. For ships, that may be just right.', 'A sober overview. No miracle, but a lot of promise.']],
  ['Sea and climate', 'corporate', 'Paint without poison: the first summer', 'paint-without-poison', 'What grew on the hull, and what did not.', ['What grew on our hull after a summer without poison? Look.', 'A paint that harms nothing. The first summer went well.']],
  ['Working here', 'corporate', 'A new house for crews in Nyborre', 'crew-house', 'Forty rooms, a garden and fast internet.', ['Forty rooms with a garden, for crews who stay ashore.', 'A good bed ashore matters. Ours has a garden.']],
];

/** The first of them was published so many days ago, and each one before it a week earlier. */
const newest = 88;

export const earlierPosts: SamplePost[] = lines.map(
  ([topic, level, title, path, summary, copies], place) => ({
    ...{ topic, level, title, summary, copies },
    link: (level === 'industry' ? review : newsroom) + path,
    author: place % 3 === 1 ? 'seoyeon' : 'jonas',
    daysAgo: newest + place * 7,
    offeredFor: 40,
  }),
);
