import { vi } from 'vitest';

/**
 * From now on, until `vi.unstubAllGlobals`, all is as on a page that is not cross-origin isolated: large
 * arrays travel with the messages.
 */
export function hideSharedMemory(): void {
  vi.stubGlobal('crossOriginIsolated', false);
}
