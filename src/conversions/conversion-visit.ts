import { marksOf, type Visit } from '../clicks/index.js';

const machines = ['no-agent', 'preview', 'bot', 'prefetch', 'scanner'];

/** Whether the click rules tell by the request alone that no person sent it. */
export const isByMachine = (visit: Visit): boolean => marksOf(visit).some((mark) => machines.includes(mark));
