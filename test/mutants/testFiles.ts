import { expect, expectTypeOf, vi } from 'vitest';
import { modulesOf } from './modules.ts';
import type { Edit } from './mutant.ts';

// The tests of the library themselves, put to a copy of it that has a mistake: vitest runs a file of
// tests once, so here a stand-in for it collects the tests of a file as often as the file is loaded.

/** A test as its file wrote it. */
export interface CollectedTest {
  readonly name: string;
  /** Throws, or rejects, where the test fails. */
  readonly run: () => Promise<void>;
}

type Step = () => unknown;

/** What is found in a file that is being loaded. */
interface Collection {
  readonly tests: CollectedTest[];
  /** Where the tests that come next stand. */
  readonly path: string[];
  readonly before: Step[];
  readonly after: Step[];
}

/** Loads files of tests with edits in the source, and gives their tests. */
export type CollectTests = (file: string, edits: readonly Edit[]) => readonly CollectedTest[];

/** Makes these files of tests ready to be collected; paths go from the root. */
export async function testFiles(files: readonly string[]): Promise<CollectTests> {
  let collection: Collection = newCollection();
  const loadEntry = await modulesOf(files, { vitest: standIn(() => collection) });
  return (file, edits) => {
    collection = newCollection();
    loadEntry(file, edits);
    return collection.tests;
  };
}

function newCollection(): Collection {
  return { tests: [], path: [], before: [], after: [] };
}

/** What tests import from vitest: the same assertions, another way of finding tests. */
function standIn(current: () => Collection): object {
  const describe = (name: string, body: Step): void => {
    const { path } = current();
    path.push(name);
    body();
    path.pop();
  };
  const test = (name: string, body: Step): void => {
    const { tests, path, before, after } = current();
    tests.push({
      name: [...path, name].join(' > '),
      async run() {
        for (const step of before) await step();
        try {
          await body();
        } finally {
          for (const step of after) await step();
        }
      },
    });
  };
  return {
    describe: withTables(describe),
    test: withTables(test),
    it: withTables(test),
    beforeEach: (step: Step) => current().before.push(step),
    afterEach: (step: Step) => current().after.push(step),
    expect,
    expectTypeOf,
    vi,
  };
}

type Named = (name: string, body: Step) => void;

type Table = readonly unknown[];

/** `describe` and `test` with `each`: a list in a table is a list of arguments. */
function withTables(named: Named): object {
  const each =
    (table: Table) =>
    (name: string, body: (...row: readonly unknown[]) => unknown): void => {
      for (const [at, row] of table.entries()) {
        const values: readonly unknown[] = Array.isArray(row) ? row : [row];
        named(`${name} (${at})`, () => body(...values));
      }
    };
  return Object.assign(named.bind(undefined), { each });
}
