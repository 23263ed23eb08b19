let collected = 0;
const sentinels = new FinalizationRegistry(() => collected++);

/** Collects garbage until registries have said so of an object that was there for nothing else. */
export async function collect(): Promise<void> {
  const before = collected;
  watchGarbage();
  for (let round = 0; round < 50; round++) {
    if (globalThis.gc === undefined) throw new Error('these tests run under node --expose-gc');
    globalThis.gc();
    await turn();
    if (collected > before) {
      await turn(); // for the registries whose turn comes after
      return;
    }
  }
  throw new Error('50 collections have left an object that nobody refers to');
}

/** In a function of its own, so that nothing of it stays on the stack of another. */
function watchGarbage(): void {
  sentinels.register({}, undefined);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
