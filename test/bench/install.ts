import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PYTHON, pathOf } from './contenders.ts';
import { WORKLOADS } from './workloads.ts';

/** Installs the peers of npm beside their scripts, without running theirs. Gives what went wrong. */
export function installPeers(): string | undefined {
  const folder = pathOf('peers');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  const { status, stderr, error } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return undefined;
  return `npm install: ${error?.message ?? lastLineOf(stderr)}`;
}

/**
 * Has PyTorch write the model of W5 for ONNX Runtime into a new folder, which goes when this process
 * ends. Gives the folder; without PyTorch it is empty, and ONNX Runtime will say so.
 */
export function exportModel(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unrolled-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  const workload = WORKLOADS.find(({ task }) => task === 'generate');
  spawnSync(PYTHON, [pathOf('peers/exportOnnx.py'), JSON.stringify(workload), folder]);
  return folder;
}

function lastLineOf(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
