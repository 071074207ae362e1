import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import express from 'express';
import supertest from 'supertest';
import { NotAllowedNow } from '../../src/platform/errors.js';
import { sendCsv } from '../../src/platform/http/send-data.js';
import type { DataTable } from '../../src/platform/text/data-table.js';
import { writeExcelApart } from '../../src/platform/text/write-excel-apart.js';
import { readExcel } from '../support/read-excel.js';

const long = (rows: number): DataTable => ({
  name: 'by-post',
  columns: ['post', 'clicks', 'posted'].map((name) => ({ name, meaning: name })),
  rows: Array.from({ length: rows }, (_, n) => [`Post ${n}`, n, null]),
});

/** How often others could be answered while this works. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false];
  const end = () => (isDone = true);
  work.then(end, end);
  for (; !isDone; turns += 1) await turn();
  return turns;
}

describe('A long table', () => {
  it('is sent as CSV with each of its lines, and others are answered meanwhile', async () => {
    let turns: Promise<number> | undefined;
    const app = express().get('/', (_req, res) => {
      turns = turnsDuring(sendCsv(res, 'by-post', long(10_000)));
    });
    const { text } = await supertest(app)
      .get('/')
      .expect('Content-Disposition', /groundswell-by-post\.csv/);
    const lines = text.replace('\uFEFF', '').trim().split('\r\n');
    expect(lines).to.have.length(10_001);
    expect([lines[0], lines[1], lines[10_000]]).to.deep.equal([
      'post,clicks,posted',
      'Post 0,0,',
      'Post 9999,9999,',
    ]);
    expect(await turns).to.be.greaterThan(15);
  });

  it('is written as a workbook by the parse process', async () => {
    const sheets = readExcel(await writeExcelApart([long(600)], [['Period', '2026']]));
    expect(sheets['by-post']).to.have.length(601);
  });

  it('is refused with what to do when a workbook of it takes too long', async () => {
    const error = await writeExcelApart([long(400_000)], []).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(NotAllowedNow).with.property('reason', 'common.excel-too-long');
  }).timeout(120_000);
});
