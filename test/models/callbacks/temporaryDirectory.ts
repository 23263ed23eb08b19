import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A directory for each test of the file, gone after it. @returns a path in it */
export function temporaryDirectory(): (name: string) => string {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'unrolled-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  return (name) => join(directory, name);
}
