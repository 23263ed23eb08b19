import { parseArgs } from 'node:util';
import { CONTENDERS } from './contenders.ts';
import { WORKLOADS } from './workloads.ts';

/** What the command line asks for. */
export interface Options {
  /** Names of workloads. */
  readonly only: readonly string[];
  /** Names of contenders. */
  readonly contenders: readonly string[];
  /** Seconds of steps of each contender on each workload. */
  readonly seconds: number;
  /** Into how many rounds they are cut. */
  readonly rounds: number;
  /** Where the report goes as JSON. */
  readonly json?: string;
  /** The page whose section of results is replaced. */
  readonly page?: string;
  /** Whether to measure how cost grows, instead of the workloads. */
  readonly growth: boolean;
  /** Whether to measure what dropout within sequences costs, instead of the workloads. */
  readonly dropout: boolean;
}

/** The usage, for --help. */
export const USAGE = `npm run bench -- [options]

  --peers             measure other libraries too, and install those of npm
  --only W1,W5        these workloads; all by default: ${WORKLOADS.map(({ id }) => id).join(', ')}
  --contenders A,B    these contenders, peers or not: ${CONTENDERS.map(({ name }) => name).join(', ')}
  --seconds 5         of steps of each contender on each workload
  --rounds 5          into which they are cut, contenders in turn
  --json FILE         write everything that was measured
  --page FILE         put the tables into a page: below ## Results, of --growth below ## Growth, of
                      --dropout below ## Dropout within a sequence
  --growth            how time and memory of unrolled grow with T, batch, units and vocabulary
  --dropout           what dropout within sequences costs in training`;

/** Reads a command line; undefined if it asks for help. @throws Error for a wrong one */
export function optionsFrom(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      peers: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      dropout: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string' },
      contenders: { type: 'string' },
      json: { type: 'string' },
      page: { type: 'string' },
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '5' },
    },
  });
  if (values.help) return undefined;
  const { only, contenders, json, page, peers, growth, dropout } = values;
  const seconds = Number(values.seconds);
  const rounds = Number(values.rounds);
  if (!(seconds > 0)) throw new Error(`--seconds wants a number above 0, got ${values.seconds}`);
  if (!(Number.isInteger(rounds) && rounds > 0)) {
    throw new Error(`--rounds wants an integer above 0, got ${values.rounds}`);
  }
  const usual = CONTENDERS.filter(({ from }) => peers || from === 'here');
  return {
    only: chosen('--only', only, namesOf(WORKLOADS.map(({ id }) => id))),
    contenders: chosen('--contenders', contenders, {
      known: CONTENDERS.map(({ name }) => name),
      usual: usual.map(({ name }) => name),
    }),
    seconds,
    rounds,
    growth,
    dropout,
    ...(json === undefined ? {} : { json }),
    ...(page === undefined ? {} : { page }),
  };
}

interface Names {
  readonly known: readonly string[];
  readonly usual: readonly string[];
}

function namesOf(known: readonly string[]): Names {
  return { known, usual: known };
}

/** The names of a list with commas, in the usual order; the usual ones without a list. */
function chosen(option: string, list: string | undefined, { known, usual }: Names): string[] {
  if (list === undefined) return [...usual];
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`${option} knows ${known.join(', ')}, got ${unknown.join(', ')}`);
  }
  return known.filter((name) => names.includes(name));
}
