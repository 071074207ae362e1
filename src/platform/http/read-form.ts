import express, { type RequestHandler } from 'express';
import { lastPerson } from './last-person.js';

/** The largest form of somebody signed in, in bytes. */
export const largestForm = 512 * 1024;
const ofPeople = express.urlencoded({ extended: false, limit: largestForm, parameterLimit: 500 });
const ofStrangers = express.urlencoded({ extended: false, limit: 16 * 1024, parameterLimit: 100 });

/**
 * Reads the fields of a form: 512 KB for people who are signed in, or whose session in this browser has ended and who
 * may sign in again; 16 KB for others. A longer body is refused without reading it.
 */
export const readForm: RequestHandler = async (req, res, next) => {
  const last = !req.user && req.is('urlencoded') ? lastPerson(req) : null;
  const isOfPerson = req.user || (last && (await req.mayReturn(last.personId)));
  (isOfPerson ? ofPeople : ofStrangers)(req, res, next);
};
