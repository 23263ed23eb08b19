/**
 * The benchmark: `npm run bench -- --help`. Every contender is measured in a process of its own, all of
 * a workload in turn. Other work on the machine shows in the numbers: compare ratios of one run, not
 * numbers of two. Tables go to standard output, progress to standard error.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { buildContenders } from './build.ts';
import { CONTENDERS, type Contender } from './contenders.ts';
import { dropoutTable, measureDropout } from './dropoutCost.ts';
import { growthTable, measureGrowth } from './growth.ts';
import { exportModel, installPeers } from './install.ts';
import { type Options, optionsFrom, USAGE } from './options.ts';
import { withSection } from './page.ts';
import { type Duration, race } from './race.ts';
import { type Absence, reportOf, type WorkloadResult } from './report.ts';
import { type Command, startAll } from './running.ts';
import { measureSecondCore, type SecondCore } from './secondCore.ts';
import {
  circumstances,
  memoryTable,
  ratioTable,
  remarks,
  speedTable,
  wholeMemoryTable,
  workersLines,
} from './tables.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

const options = optionsFrom(process.argv.slice(2));
if (options === undefined) console.log(USAGE);
else {
  await buildContenders();
  if (options.growth) await showGrowth(options);
  else if (options.dropout) await showDropout(options);
  else await showWorkloads(options);
}

async function showGrowth(options: Options): Promise<void> {
  const { seconds, rounds } = options;
  const growth = await measureGrowth({ seconds, rounds });
  publish(options, '## Growth', growthTable(growth), { growth });
}

async function showDropout(options: Options): Promise<void> {
  const { seconds, rounds } = options;
  const dropout = await measureDropout({ seconds, rounds });
  const table = dropoutTable(dropout, { seconds, rounds });
  publish(options, '## Dropout within a sequence', table, { dropout });
}

async function showWorkloads(options: Options): Promise<void> {
  const { seconds, rounds } = options;
  const chosen = CONTENDERS.filter(({ name }) => options.contenders.includes(name));
  const peers = chosen.some(({ from }) => from !== 'here');
  const folder = peers ? exportModel() : '';
  const missing = chosen.some(({ from }) => from === 'npm') ? installPeers() : undefined;
  if (missing !== undefined) process.stderr.write(`peers of npm are absent: ${missing}\n`);
  const load = loadavg()[0] ?? 0;
  const secondCore: SecondCore[] = [];
  const results: WorkloadResult[] = [];
  const absent: Absence[] = [];
  if (peers) secondCore.push(measureSecondCore(folder));
  for (const workload of WORKLOADS.filter(({ id }) => options.only.includes(id))) {
    const result = await measure(workload, chosen, folder, { seconds, rounds });
    if (result.measured.size > 0) results.push(result);
    absent.push(...result.absent);
  }
  if (peers) secondCore.push(measureSecondCore(folder));
  const report = reportOf(results, absent, { duration: { seconds, rounds }, secondCore, load });
  const text = [
    '### Tokens per second, over those of the yardstick',
    ratioTable(results, peers),
    '### Tokens per second',
    speedTable(results),
    '### Peak memory above the process with the library loaded, MB',
    memoryTable(results),
    '### Peak memory of the whole process, MB',
    wholeMemoryTable(results),
    '### Two workers',
    workersLines(report),
    '### Circumstances',
    [circumstances(report), remarks(results, absent)].join('\n'),
  ].join('\n\n');
  publish(options, '## Results', text, report);
}

/** One workload. If no unrolled can do it, the peers are spared. */
async function measure(
  workload: Workload,
  chosen: readonly Contender[],
  folder: string,
  duration: Duration,
): Promise<WorkloadResult & { readonly absent: readonly Absence[] }> {
  process.stderr.write(`${workload.id}\n`);
  const able = chosen.filter(({ does }) => does(workload));
  const commandsOf = (contenders: readonly Contender[]): ReadonlyMap<string, Command> =>
    new Map(contenders.map(({ name, command, cut }) => [name, command(cut(workload), folder)]));
  const own = commandsOf(able.filter(({ from }) => from === 'here'));
  const { running, absent } = await startAll(own);
  const spared = own.size > 0 && running.size === 0;
  const others = await startAll(commandsOf(able.filter(({ from }) => from !== 'here' && !spared)));
  const entrants = new Map([...running, ...others.running]);
  const { measured, failed } = await race(entrants, duration);
  for (const { end } of entrants.values()) end();
  const reasons = [...absent, ...others.absent, ...failed];
  return {
    workload,
    measured,
    absent: reasons.map(([contender, why]) => ({ contender, workload: workload.id, why })),
  };
}

/** Prints what was measured, and writes it where the options say. */
function publish({ json, page }: Options, heading: string, text: string, data: object): void {
  console.log(text);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(data, null, 2)}\n`);
  if (page !== undefined) {
    writeFileSync(page, withSection(readFileSync(page, 'utf8'), heading, text));
  }
}
