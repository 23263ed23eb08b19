import { readdirSync } from 'node:fs';
import { build } from 'esbuild';
import { pathOf } from './contenders.ts';

/**
 * Writes the contenders' processes as JavaScript, so that they run in plain Node: a loader of
 * TypeScript costs memory, and makes some peers a fifth slower.
 */
export async function buildContenders(): Promise<void> {
  const peers = readdirSync(pathOf('peers')).filter((name) => name.endsWith('.mjs'));
  await Promise.all([
    bundle([pathOf('unrolled.ts')], pathOf('dist')),
    bundle(
      peers.map((name) => pathOf(`peers/${name}`)),
      pathOf('peers/dist'),
    ),
  ]);
}

async function bundle(entryPoints: string[], outdir: string): Promise<void> {
  await build({
    entryPoints,
    outdir,
    bundle: true,
    packages: 'external', // the built package, and the peers as they are installed
    tsconfig: pathOf('tsconfig.built.json'), // else 'unrolled' would be its source
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
}
