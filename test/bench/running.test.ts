import { expect, test } from 'vitest';
import { type Command, startAll } from './running.ts';

const ready = '{"ready":{"version":"1","note":"","tokens":1,"idleMegabytes":1,"firstLoss":1}}';
const round = '{"round":{"times":[2],"loss":3,"peakMegabytes":4}}';

/** A process that runs a line of JavaScript. */
function script(text: string): Command {
  return [process.execPath, '-e', text];
}

test('a process tells that it is ready, then answers each request, whatever else it prints', async () => {
  const text = `
    console.log('a banner'); console.log('{"a": "line of JSON"}'); console.log('${ready}');
    process.stdin.on('data', (line) => console.log('${round}'.replace('2', Number(line))));`;
  const { running, absent } = await startAll(new Map([['a', script(text)]]));
  expect(absent.size).toBe(0);
  const { ready: told, measure, end } = running.get('a')!;
  expect(told.version).toBe('1');
  expect((await measure(500)).times).toEqual([500]);
  expect((await measure(250)).times).toEqual([250]);
  end();
});

test('a process that ends between two rounds fails the next one', async () => {
  const text = `console.log('${ready}'); process.stdin.on('data', () => process.exit(3));`;
  const { running } = await startAll(new Map([['a', script(text)]]));
  const { measure } = running.get('a')!;
  await expect(measure(100)).rejects.toThrow('ended with status 3');
  await expect(measure(100)).rejects.toThrow('ended with status 3');
});

test.each([
  { what: 'says why', text: `console.log('{"absent":"no such layer"}')`, why: 'no such layer' },
  { what: 'throws', text: `throw new RangeError('too big')`, why: 'RangeError: too big' },
  { what: 'ends', text: `process.exit(7)`, why: 'ended with status 7' },
])('a process that $what is absent for that reason', async ({ text, why }) => {
  const { running, absent } = await startAll(new Map([['a', script(text)]]));
  expect(running.size).toBe(0);
  expect(absent.get('a')).toBe(why);
});

test('a program that is not there is absent, and the others are not', async () => {
  const commands = new Map<string, Command>([
    ['a', ['no-such-program']],
    ['b', script(`console.log('${ready}'); process.stdin.resume()`)],
  ]);
  const { running, absent } = await startAll(commands);
  expect(absent.get('a')).toContain('ENOENT');
  expect([...running.keys()]).toEqual(['b']);
  running.get('b')!.end();
});
