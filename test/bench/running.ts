import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Answer, answerIn, type Ready, type Round } from './protocol.ts';

/** Longer than the slowest peer takes for its first step, or for a round of one step. */
const PATIENCE = 240_000;

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/** A contender's process, warmed up. */
export interface Running {
  /** What it told. */
  readonly ready: Ready;
  /** Asks for a round of so many milliseconds. @throws if it gives none */
  readonly measure: (milliseconds: number) => Promise<Round>;
  /** Ends the process. */
  readonly end: () => void;
}

/** Starts a contender and waits until it is warmed up. @throws with the reason why it is absent */
async function start([program, ...args]: Command): Promise<Running> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  child.stdin.on('error', () => {}); // a process that has ended: the next answer says so

  const answers: Answer[] = [];
  let ended: string | undefined;
  let wake = (): void => {};
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = answerIn(line);
    if (answer !== undefined) answers.push(answer);
    wake();
  });
  child.on('error', (error) => {
    ended = error.message;
    wake();
  });
  child.on('close', (code) => {
    ended ??= reasonIn(errors) ?? `ended with status ${code}`;
    wake();
  });

  const next = async (): Promise<Answer> => {
    const late = setTimeout(() => {
      ended = `no answer within ${PATIENCE / 1000} s`;
      child.kill();
      wake();
    }, PATIENCE);
    try {
      for (;;) {
        const answer = answers.shift();
        if (answer !== undefined) return answer;
        if (ended !== undefined) throw new Error(ended);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      clearTimeout(late);
    }
  };

  const first = await next();
  if (!('ready' in first)) throw new Error('absent' in first ? first.absent : 'told a round first');
  return {
    ready: first.ready,
    measure: async (milliseconds) => {
      child.stdin.write(`${milliseconds}\n`);
      const answer = await next();
      if ('round' in answer) return answer.round;
      throw new Error('absent' in answer ? answer.absent : 'was ready twice');
    },
    end: () => {
      child.kill();
    },
  };
}

/** The line that says what went wrong, or the last one. */
function reasonIn(errors: readonly string[]): string | undefined {
  const lines = errors.map((line) => line.trim()).filter((line) => line !== '');
  return lines.filter((line) => /^\w*(Error|Exception)\b/.test(line)).at(-1) ?? lines.at(-1);
}

/** Processes by name, and why others could not be started. */
export interface Started {
  /** Those that are warmed up. */
  readonly running: ReadonlyMap<string, Running>;
  /** Reasons of the others. */
  readonly absent: ReadonlyMap<string, string>;
}

/** Starts processes one after the other. */
export async function startAll(commands: ReadonlyMap<string, Command>): Promise<Started> {
  const running = new Map<string, Running>();
  const absent = new Map<string, string>();
  for (const [name, command] of commands) {
    try {
      running.set(name, await start(command));
    } catch (error) {
      absent.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return { running, absent };
}
