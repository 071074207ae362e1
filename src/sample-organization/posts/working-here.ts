import { topic } from './sample-post.js';

export const workingHere = topic('Working here', [
  {
    title: 'Forty apprenticeships, on deck, in the workshop and at the desk',
    link: 'https://careers.marram-ferries.example/apprenticeships',
    summary:
      'Six trades, paid from the first day, with a bed when the school is far away. No grades needed to apply: we ask for a page about something you made or mended.',
    level: 'corporate',
    author: 'jonas',
    daysAgo: 79,
    offeredFor: 35,
    appeal: 1.6,
    brings: { kind: 'application', rate: 0.064 },
    copies: [
      'Do you know somebody who takes things apart to see how they work? We have forty apprenticeships.',
      'No grades, one page about something you mended. I wish my first application had been like that. Forty apprenticeships are open now.',
      'My advice if you apply: write about the repair that went wrong. We all have one. Forty places, six trades, paid from day one.',
    ],
  },
  {
    title: 'From the coffee bar to the bridge: Kofi’s third year at sea',
    link: 'https://newsroom.marram-ferries.example/people/kofi',
    summary:
      'He poured coffee on the early crossing. Then the chief mate asked whether he would like to see the charts.',
    level: 'individual',
    author: 'seoyeon',
    daysAgo: 59,
    appeal: 1.3,
    brings: { kind: 'application', rate: 0.019 },
    copies: [
      'He used to make my coffee at six in the morning. Now he helps to steer the ship.',
      'Some careers are planned. Kofi’s began with “would you like to see the charts?” One of my favourite stories of this company.',
      'What I like about this: nobody asked for a certificate first. They asked whether he was curious.',
    ],
  },
  {
    title: 'A rota that you can plan a life around',
    link: 'https://careers.marram-ferries.example/rota',
    summary:
      'Shifts are now published ten weeks ahead and swapped in an app. After half a year, sick days are down and so are resignations.',
    level: 'corporate',
    author: 'jonas',
    daysAgo: 41,
    copies: [
      'Ten weeks’ notice of every shift. It sounds small until you try to book a dentist.',
      'Our crews know their shifts ten weeks ahead. For shift workers that is not a perk, it is a weekend with your children.',
      'We changed one thing about the rota and it changed how people talk about their job. The numbers are in here.',
    ],
  },
  {
    title: 'Twelve engineers wanted, for ships that nobody has built before',
    link: 'https://careers.marram-ferries.example/engineering',
    summary:
      'Power electronics, control software, naval architecture. Two interviews, an answer within ten days, salaries in the advertisement.',
    level: 'corporate',
    author: 'jonas',
    daysAgo: 20,
    appeal: 2.4,
    brings: { kind: 'application', rate: 0.112 },
    copies: [
      'Twelve jobs, salaries in the advertisement, an answer within ten days. Come and build ships with us.',
      'I work with these people and they are looking for twelve more. If you like problems that have no manual yet, read this.',
      'Ask me anything about working here. Twelve engineering jobs are open, with the pay printed in the advertisement.',
      'You don’t need to know ships. Half the team came from railways and wind power. Twelve engineers wanted.',
    ],
  },
  {
    title: 'Trabalhar no mar e dormir em casa',
    link: 'https://careers.marram-ferries.example/pt/trabalhar-no-mar',
    summary:
      'Como funcionam os turnos de dia na linha de Vila do Farol, e porque é que a Inês trocou o escritório pelo cais duas vezes por semana.',
    level: 'individual',
    language: 'pt',
    author: 'seoyeon',
    teams: ['Digital', 'Ports and passengers', 'People and culture', 'Communications and sales'],
    daysAgo: 13,
    brings: { kind: 'application', rate: 0.048 },
    copies: [
      'Trabalhar no mar e jantar em casa: afinal é possível. Conto como.',
      'Quando digo que trabalho numa empresa de ferries, perguntam-me quanto tempo passo fora. A resposta: nenhuma noite.',
      'A equipa de Vila do Farol está a crescer. Se gostas de mar e de código, lê isto.',
    ],
  },
  {
    title: 'Parental leave at sea: what changes',
    link: 'https://careers.marram-ferries.example/parental-leave',
    summary: 'Crews get the same leave as the office, and a shore job before and after if they want one.',
    level: 'corporate',
    author: 'jonas',
    daysAgo: -7,
    fate: 'draft',
    copies: ['The same leave for everyone, on deck or at a desk.'],
  },
]);
