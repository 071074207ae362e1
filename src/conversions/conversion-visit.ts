import { marksOf, type Visit } from '../clicks/index.js';

const machines = ['no-agent', 'preview', 'bot', 'prefetch', 'scanner'];

/** Whether the click rules see from the request alone that it was sent by a program. */
export const isByMachine = (visit: Visit): boolean => marksOf(visit).some((mark) => machines.includes(mark));
