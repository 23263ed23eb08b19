import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathOf } from './contenders.ts';

/** What two threads of OpenBLAS reach on this machine, and one, in GFLOP/s; or why that is not known. */
export type SecondCore =
  | { readonly oneThread: number; readonly twoThreads: number }
  | { readonly absent: string };

/** Compiles and runs `peers/sgemm.c` in a folder. */
export function measureSecondCore(folder: string): SecondCore {
  const program = join(folder, 'sgemm');
  const compiled = spawnSync('cc', ['-O2', pathOf('peers/sgemm.c'), '-o', program, '-ldl']);
  if (compiled.status !== 0) return { absent: 'no C compiler' };
  const { stdout } = spawnSync(program, { encoding: 'utf8' });
  const result: unknown = JSON.parse(stdout);
  return isSecondCore(result) ? result : { absent: 'sgemm.c printed something else' };
}

function isSecondCore(value: unknown): value is SecondCore {
  if (typeof value !== 'object' || value === null) return false;
  return 'absent' in value || ('oneThread' in value && 'twoThreads' in value);
}
