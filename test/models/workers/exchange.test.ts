import { afterEach, describe, expect, test, vi } from 'vitest';
import { canShare } from '../../../src/models/workers/exchange.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('threads share memory', () => {
  test('in Node', () => {
    expect(canShare()).toBe(true);
  });

  test.each<[string, string, unknown, boolean]>([
    ['on a page that is isolated', 'crossOriginIsolated', true, true],
    ['but not on one that is not', 'crossOriginIsolated', false, false],
    ['nor where there is no such memory', 'SharedArrayBuffer', undefined, false],
  ])('%s', (_, name, value, shares) => {
    vi.stubGlobal(name, value);
    expect(canShare()).toBe(shares);
  });
});
