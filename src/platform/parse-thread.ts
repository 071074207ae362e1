import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Busy } from './errors.js';
import type { Answer, Call } from './parse-thread-inside.js';

/** Thrown when text from outside takes more time or memory to parse than any honest text does. */
export class TooComplex extends Error {
  override name = 'TooComplex';
}

export interface ParseLimits {
  /** Milliseconds of processor time for one call; loading the code does not count. */
  deadlineMs: number;
  /** Of the thread's heap. */
  heapMb: number;
  /** Calls that wait for the thread at most; more are refused. */
  waiting: number;
}

const defaults: ParseLimits = { deadlineMs: 2_000, heapMb: 384, waiting: 100 };

/** A call that takes this many deadlines by the clock is ended although the machine is busy with other things. */
const patience = 30;
const checkEveryMs = 50;

/** Processor time of the thread in milliseconds; where the system doesn't say, of the whole process. */
function processorMs(stat: string): number {
  if (!stat) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  }
  try {
    const [, fields = ''] = readFileSync(stat, 'latin1').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    // In hundredths of a second, on every Linux.
    return (user! + system!) * 10;
  } catch {
    // The thread has just ended.
    return 0;
  }
}

interface Waiting {
  call: Call;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * One worker thread that parses text from outside, one call after the other, so that no text holds up the thread that
 * answers requests. The thread starts with the first call, and again after one that had to be ended.
 */
export class ParseThread {
  readonly #limits: ParseLimits;
  readonly #queue: Waiting[] = [];
  #worker: Worker | undefined;
  #running: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: Partial<ParseLimits> = {}) {
    this.#limits = { ...defaults, ...limits };
  }

  /**
   * Calls an exported function of a module in the thread. Arguments and result are plain data and bytes.
   * @throws TooComplex beyond the deadline or the heap limit; Busy when too many calls wait; what the function throws
   */
  call(module: string, name: string, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#queue.length >= this.#limits.waiting) return reject(new Busy());
      this.#queue.push({ call: { module, name, args }, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running) return;
    this.#running = this.#queue.shift();
    if (!this.#running) return this.#worker?.unref();
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(this.#running.call);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./parse-thread-boot.js', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMb },
    });
    worker.on('message', (answer: Answer) => {
      if (worker !== this.#worker) return;
      if ('begins' in answer) this.#watch(answer.begins);
      else if ('result' in answer) this.#finish((running) => running.resolve(answer.result));
      else this.#finish((running) => running.reject(answer.error));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const isHeap = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (worker === this.#worker) this.#fail(isHeap ? new TooComplex('Too much memory') : error);
    });
    worker.on('exit', () => {
      if (worker === this.#worker) this.#fail(new Error('The parse thread ended unexpectedly'));
    });
    return worker;
  }

  /**
   * Ends a call at its deadline. The smaller of clock and processor time counts: a thread that waits for a processor
   * of a busy machine is not to blame.
   */
  #watch(stat: string): void {
    const began = performance.now();
    const before = processorMs(stat);
    const { deadlineMs } = this.#limits;
    this.#timer = setInterval(() => {
      const clockMs = performance.now() - began;
      const spentMs = Math.min(clockMs, processorMs(stat) - before);
      if (spentMs > deadlineMs || clockMs > patience * deadlineMs)
        this.#fail(new TooComplex('Too much time'));
    }, checkEveryMs);
  }

  #finish(settle: (running: Waiting) => void): void {
    clearInterval(this.#timer);
    const running = this.#running;
    this.#running = undefined;
    if (running) settle(running);
    this.#next();
  }

  /** Gives up the thread with the call it runs; those that wait get a new one. */
  #fail(error: unknown): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
    this.#finish((running) => running.reject(error));
  }
}

const shared = new ParseThread();

/**
 * The same function, called in the parse thread:
 * `inParseThread<typeof readFeed>(new URL('./read-feed.js', import.meta.url), 'readFeed')`.
 */
export function inParseThread<F extends (...args: never[]) => unknown>(module: URL, name: string) {
  return (...args: Parameters<F>): Promise<Awaited<ReturnType<F>>> =>
    shared.call(module.href, name, args) as Promise<Awaited<ReturnType<F>>>;
}
