import { readFileSync } from 'node:fs';

/**
 * The most megabytes this process has held in memory so far. Linux tells it for the program alone;
 * elsewhere the number may include what the process held before the program was loaded.
 */
export function peakMegabytes(): number {
  return (linuxPeak() ?? process.resourceUsage().maxRSS) / 1024;
}

/** Kilobytes, by Linux. */
function linuxPeak(): number | undefined {
  try {
    const [, kilobytes] =
      /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes);
  } catch {
    return undefined; // another system
  }
}
