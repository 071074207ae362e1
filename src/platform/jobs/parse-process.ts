import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Busy } from '../errors.js';
import type { ProcessAnswer, Call } from './parse-process-inside.js';

/** Thrown when text from outside needs more time or memory than any ordinary text. */
export class TooComplex extends Error {
  override name = 'TooComplex';
}

export interface ParseLimits {
  /** Milliseconds of processor time for one call, without loading the code. */
  deadlineMs: number;
  /** Heap size of the process. */
  heapMb: number;
  /** The most calls that wait; further ones are refused. */
  waiting: number;
}

const defaults: ParseLimits = { deadlineMs: 2_000, heapMb: 384, waiting: 100 };

/** A call that takes this many deadlines of wall-clock time is ended, even on a busy machine. */
const patience = 30;
const checkEveryMs = 50;

/** The exit code of a process without memory on systems without signals. */
const abortCode = 134;

/** Milliseconds of processor time of a process; undefined if it has ended or the system does not report it. */
function processorMs(pid: number | undefined): number | undefined {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    // In hundredths of a second, on any Linux.
    return (user! + system!) * 10;
  } catch {
    return undefined;
  }
}

interface Waiting {
  call: Call;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * One process that parses text from outside, one call after the other, so that no text blocks the thread that
 * answers requests. It starts with the first call, and again after it had to be ended. It is a process because a
 * worker thread over its heap limit can crash the whole process (seen on Node 24). It gets no environment
 * variables, so that it has no secrets.
 */
export class ParseProcess {
  readonly #limits: ParseLimits;
  readonly #queue: Waiting[] = [];
  #child: ChildProcess | undefined;
  #running: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: Partial<ParseLimits> = {}) {
    this.#limits = { ...defaults, ...limits };
  }

  /**
   * Calls an exported function of a module in the process. Arguments and result are plain data and bytes.
   * @throws TooComplex beyond the deadline or heap limit; Busy when too many calls wait; any error of the function
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
    if (!this.#running) return this.#release();
    this.#child ??= this.#start();
    this.#child.ref();
    this.#child.channel?.ref();
    this.#child.send(this.#running.call);
  }

  /** Without calls, the child does not prevent this process from ending. */
  #release(): void {
    this.#child?.unref();
    this.#child?.channel?.unref();
  }

  #start(): ChildProcess {
    const inside = import.meta.resolve(`./parse-process-inside${path.extname(import.meta.url)}`);
    const compiler = inside.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];
    const child = fork(fileURLToPath(inside), [], {
      execArgv: [`--max-old-space-size=${this.#limits.heapMb}`, ...compiler],
      env: { TZ: 'UTC' },
      serialization: 'advanced',
      // The heap report of a process without memory helps nobody.
      stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    });
    child.on('message', (answer: ProcessAnswer) => {
      if (child !== this.#child) return;
      if ('begins' in answer) this.#watch(child.pid);
      else if ('result' in answer) this.#finish((running) => running.resolve(answer.result));
      else this.#finish((running) => running.reject(answer.error));
    });
    child.on('error', (error) => {
      if (child === this.#child) this.#fail(error);
    });
    child.on('exit', (code, signal) => {
      const isHeap = signal === 'SIGABRT' || code === abortCode;
      const error = isHeap
        ? new TooComplex('Too much memory')
        : new Error(`The parse process ended unexpectedly: ${signal ?? code}`);
      if (child === this.#child) this.#fail(error);
    });
    return child;
  }

  /**
   * Ends a call at its deadline. The smaller of wall-clock and processor time counts, so that waiting for a
   * processor on a busy machine is not counted.
   */
  #watch(pid: number | undefined): void {
    const began = performance.now();
    const before = processorMs(pid) ?? 0;
    const { deadlineMs } = this.#limits;
    this.#timer = setInterval(() => {
      const clockMs = performance.now() - began;
      const spentMs = Math.min(clockMs, (processorMs(pid) ?? Infinity) - before);
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

  /** Ends the process with its current call; waiting calls get a new process. */
  #fail(error: unknown): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill('SIGKILL');
    this.#finish((running) => running.reject(error));
  }
}

const shared = new ParseProcess();

/**
 * Returns the same function, called in the parse process: `inParseProcess<typeof readFeed>(new
 * URL('./read-feed.js', import.meta.url), 'readFeed')`.
 */
export function inParseProcess<F extends (...args: never[]) => unknown>(module: URL, name: string) {
  return (...args: Parameters<F>): Promise<Awaited<ReturnType<F>>> =>
    shared.call(module.href, name, args) as Promise<Awaited<ReturnType<F>>>;
}
