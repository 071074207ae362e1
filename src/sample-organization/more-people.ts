import type { NetworkName } from '../sharing/index.js';
import { foldName } from '../people/index.js';
import { randomFor } from '../platform/data/random.js';
import { people, type SamplePerson } from './people.js';

interface MoreOfTeam {
  team: string;
  /** How many of the first names share nearly every week, and how many of those after them now and then. */
  regulars: number;
  sometimes: number;
  timeZone?: string;
  location: string;
  /** Separated by semicolons. A name in other letters has its mailbox behind it. */
  names: string;
}

/** Two hundred more people: the six teams grow, and there are six more. Most of them never share, as anywhere. */
// prettier-ignore
const more: MoreOfTeam[] = [
  { team: 'Fleet and crew', location: 'On board', regulars: 1, sometimes: 6,
    names: 'Maren Petersen; Dominik Szymański; Jhun Carlo Villanueva; Eivind Nordahl; Ragnheiður Sveinsdóttir=ragnheidur.sveinsdottir; Stavros Kallergis; Kadek Sudiarta; Finnian O’Driscoll; Agnieszka Zając; Torbjörn Ekdahl' },
  { team: 'Ports and passengers', location: 'Rostock', regulars: 1, sometimes: 6,
    names: 'Wiebke Carstensen; Trần Quốc Bảo; Ewa Nowicka; Mohamed El Fassi; Lasse Kjærgaard=lasse.kjaergaard; Katarzyna Pawlak; Björn Hagedorn; Ana Lúcia Sequeira; Niamh Gallagher; Selim Aydın=selim.aydin; Heike Rathmann; Jens-Peter Thygesen' },
  { team: 'Engineering', location: 'Rostock', regulars: 1, sometimes: 3,
    names: 'Vytautas Kazlauskas; Iker Etxeberria; Charlotte Freifrau von Wangenheim-Winterstein; Kwame Asante; Haruto Nakamura; Elif Şahin; Rūta Petrauskienė; Matthias Grünwald; Seán Ó Conghaile; Paweł Dąbrowski=pawel.dabrowski; Ólafur Jónsson; 김민서=minseo; Sigrid Lindqvist' },
  { team: 'Digital', location: 'Lisbon', timeZone: 'Europe/Lisbon', regulars: 2, sometimes: 4,
    names: 'Beatriz Carvalho; Rodrigo Antunes; Ananya Krishnamurthy; Joost van den Berg; Aino Koskinen; Chukwuemeka Okafor; Marisa Figueiredo; Duarte Pimentel; Lotte Claes; Nuno Bettencourt; Tereza Dvořáková; Yusuf Demir; Filipa Magalhães; Saoirse Brennan' },
  { team: 'Communications and sales', location: 'Kiel', regulars: 2, sometimes: 3,
    names: 'Theresa Hollenbeck; Kim Seung-ho; Camila Restrepo; Oskar Wennerström; Nadia Belkacem; Philipp Dierksen; Astrid Falkenberg; Valentina Rojas; Gustav Lindholm; Meike Tönnies; Santiago Arango; Yasmin Haddad; Erik Nyström; Rebecca Achterberg; Daniel Quiñones' },
  { team: 'People and culture', location: 'Kiel', regulars: 1, sometimes: 4,
    names: 'Temitope Adeyemi; Cornelia Weißenborn=cornelia.weissenborn; Mathilde Beaufort; João Serrano; Gülay Kara; Franziska Oldenburg; Solveig Haugen; Bartosz Lewandowski; Mireille Castagnier; Ines Wohlgemuth; Babajide Ogunleye; Antje Brodersen' },
  { team: 'Nyborre terminal', location: 'Nyborre', timeZone: 'Europe/Copenhagen', regulars: 2, sometimes: 6,
    names: 'Signe Mortensen; Anders Bech-Nielsen; Camilla Damgaard; Faisal Rahimi; Kirsten Lauridsen; Mads Overgaard; Ida Skovgaard; Thuy Le; Jeppe Friis; Birgitte Holm-Andersen; Rasmus Toft; Zeynep Polat; Ulla Vestergaard; Henning Bruun; Caroline Ravn; Mikkel Søndergaard=mikkel.sondergaard; Aleksandra Wiśniewska; Poul Erik Dalgaard; Freja Winther; Hamza Yusuf; Lone Bisgaard' },
  { team: 'Northquay terminal', location: 'Northquay', timeZone: 'Europe/London', regulars: 2, sometimes: 4,
    names: 'Eilidh Drummond; Gareth Pritchard; Shanice Campbell; Rory Sutherland; Harpreet Gill; Morag Buchanan; Owen Llewellyn; Abigail Thwaite; Ngozi Eze; Duncan Farquharson; Bethan Price; Liam Hathersage; Zainab Hussain; Fraser Menzies; Imogen Ashcroft; Tariq Mahmood; Catriona MacLeod; Nigel Postlethwaite; Rhiannon Vaughan; Kieran Donnelly; Hamish Galbraith' },
  { team: 'Sandhaven yard', location: 'Sandhaven', regulars: 1, sometimes: 4,
    names: 'Hinnerk Behrens; Grzegorz Maciejewski; Carmen Iglesias; Uwe Lüttjohann; Dimitrios Economou; Silke Petermann; Krzysztof Wrona; Fenja Brandstätter; Rainer Kolbe; Emmanuel Darko; Hannelore Siebert; Marek Hlaváč; Thorben Claussen; Rosa Delgado; Volker Ahlers; Ivan Horvat; Swantje Möller; Gerd Nissen; Олег Коваленко=oleg; Anke Schierholz; Luca Santoro' },
  { team: 'Vila do Farol', location: 'Vila do Farol', timeZone: 'Europe/Lisbon', regulars: 2, sometimes: 3,
    names: 'Catarina Meireles; Gonçalo Vasconcelos; Mariana Teixeira; Hélder Nogueira; Joana Brandão; Edson Tavares; Rita Albuquerque; Paulo Jorge Carreira; Sofia Monteiro; Tomás Guerreiro; Lurdes Pacheco; Rui Figueira; Graça Simões; Ndongala Pedro; Vera Lopes; Bruno Quaresma; Margarida Pestana; Jorge Caldeira; Amélia Fonseca; Tiago Rebelo; Luísa do Espírito Santo Vilhena' },
  { team: 'Galley and hotel', location: 'On board', regulars: 1, sometimes: 2,
    names: 'Rowena Bautista; Giuseppe Ferraro; Monique Lefèvre; Arnel Pascual; Nathalie Dubreuil; Made Suparta; Jovana Petrović; Marisol Aguinaldo; Antonio Caruso; Bogdan Ionescu; Kerstin Ahlgren; Precious Moyo; Danilo Reyes; Ketut Wirawan; Simona Rusu; Hannah Feddersen; Ricardo Navarro; Lilibeth Ramos; 王丽华=lihua; Matteo Gallo' },
  { team: 'Finance and legal', location: 'Kiel', regulars: 1, sometimes: 2,
    names: 'Ulrike Steinhagen; Alexander Graf zu Rantzau-Breitenburg; Dorothee Jessen; Marcel Vogelsang; Ilse Harmsen; Petra Kuhlmann; Arjun Mehta; Simone Reichardt; Lennart Asmussen; Barbara Zielińska; Christoph Eggers; Wencke Hinrichsen; Noémie Laurent; Klaus-Dieter Pohlmann; Jana Voß=jana.voss; Stefan Rickmers; Ayşe Korkmaz; Torsten Wulff; Birte Jacobsen; Konstantin Belov' },
];

const networks: NetworkName[] = ['linkedin', 'facebook', 'whatsapp', 'bluesky', 'mastodon', 'x', 'threads'];

/** The first week of the long history, counted as those of the story: 0 is the first of the last twelve. */
export const firstEarlierWeek = -48;

/** How a person shares who stands at this place of their team. */
function habitOf(mailbox: string, place: number, { regulars, sometimes }: MoreOfTeam) {
  const random = randomFor('habit', mailbox);
  const second = random.pick(networks);
  const ofNetworks: NetworkName[] = random.chance(0.75) ? ['linkedin', second] : [second, 'linkedin'];
  const shares = { networks: [...new Set(ofNetworks)], reach: Math.round(random.between(12, 40)) / 10 };
  if (place < regulars)
    return {
      ...shares,
      pace: Math.round(random.between(10, 15)) / 10,
      since: Math.floor(random.between(-48, -6)),
    };
  if (place < regulars + sometimes)
    return {
      ...shares,
      pace: Math.round(random.between(15, 35)) / 100,
      since: Math.floor(random.between(-48, -10)),
    };
  const joined = random.chance(0.12) ? Math.floor(random.between(-44, 10)) : undefined;
  return {
    pace: 0,
    reach: 1.5,
    networks: ['linkedin'] as NetworkName[],
    ...(joined !== undefined && { joined }),
  };
}

export const morePeople: SamplePerson[] = more.flatMap((ofTeam) =>
  ofTeam.names.split('; ').map((entry, place): SamplePerson => {
    const [name = '', given] = entry.split('=');
    const mailbox = given ?? foldName(name).replace(/[^a-z]+/g, '.');
    const { team, location, timeZone } = ofTeam;
    const habit = habitOf(mailbox, place, ofTeam);
    return { name, mailbox, team, location, roles: ['advocate'], ...habit, ...(timeZone && { timeZone }) };
  }),
);

/** The mailboxes of heads of the teams that only the whole organization has. */
export const moreHeads: Record<string, string> = {
  'Nyborre terminal': 'signe.mortensen',
  'Northquay terminal': 'gareth.pritchard',
  'Sandhaven yard': 'uwe.luttjohann',
  'Vila do Farol': 'catarina.meireles',
  'Finance and legal': 'dorothee.jessen',
};

/** The teams that only the whole organization has. */
export const moreTeams = [...new Set(more.map(({ team }) => team))].filter(
  (name) => !people.some(({ team }) => team === name),
);
