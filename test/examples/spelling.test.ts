import { describe, expect, test } from 'vitest';
import { attendingNet } from '../../examples/spelling/attendingNet.ts';
import { main } from '../../examples/spelling/index.ts';
import { distance, judge } from '../../examples/spelling/judge.ts';
import { plainNet } from '../../examples/spelling/plainNet.ts';
import { END, learn, letterIds, soundIds, speak } from '../../examples/spelling/speaker.ts';
import { LETTERS, readWords, SOUNDS } from '../../examples/spelling/words.ts';
import { expectBits } from '../math/closeness.ts';
import { printed } from './printed.ts';

const { seen, unseen } = readWords();
const NETS = { 'without attention': plainNet, 'with attention': attendingNet };

describe.each(Object.entries(NETS))('a net %s', (_, newNet) => {
  test('scores each sound, one after the other, as it does when it learns a whole word', async () => {
    const net = newNet();
    const some = ['whale', 'sea', 'harpooneer'].map((letters) => ({ letters, sounds: 'hwel' }));
    await learn(net, some, 2);
    const word = some.map(({ letters }) => letterIds(letters));
    const heard = [END, ...soundIds('hwel')];
    const whole = await net.predict({ word, said: some.map(() => heard) });
    const speaker = net.given({ word });
    let state = speaker.initialState(word.length);
    for (const [t, id] of heard.entries()) {
      const step = speaker.step(
        some.map(() => id),
        state,
      );
      for (const row of some.keys()) {
        const expected = Array.from(SOUNDS, (_, sound) => whole.get(row, t, sound));
        const actual = Array.from(SOUNDS, (_, sound) => step.output.get(row, sound));
        expectBits(actual, expected, `${some[row]?.letters} at sound ${t}`);
      }
      ({ state } = step);
    }
  });

  test('learns to say words', async () => {
    const net = newNet();
    const words = seen.filter((_, i) => i % 100 === 0);
    await learn(net, words, 150);
    const said = await speak(
      net,
      words.map(({ letters }) => letters),
    );
    const { exact } = judge(words.map((word, i) => ({ word, said: said[i]! })));
    expect(exact).toBeGreaterThan(0.9);
  });
});

test.each([
  ['', '', 0],
  ['hwel', 'hwel', 0],
  ['', 'hwel', 4],
  ['hwel', '', 4],
  ['wel', 'hwel', 1],
  ['hwelz', 'hwel', 1],
  ['hwal', 'hwel', 1],
  ['ehwl', 'hwel', 2],
  ['kitten', 'sitting', 3],
])('from %o to %o it is as many mistakes as changes are needed', (a, b, mistakes) => {
  expect(distance(a, b)).toBe(mistakes);
});

test('every word is in letters and sounds that are known, and either learned or asked', () => {
  const all = [...seen, ...unseen];
  expect(new Set(all.map(({ letters }) => letters)).size).toBe(all.length);
  for (const { letters, sounds } of all) {
    expect(Array.from(letters).every((letter) => LETTERS.includes(letter))).toBe(true);
    expect(Array.from(sounds).every((sound) => SOUNDS.indexOf(sound) > END)).toBe(true);
    expect(Math.min(letters.length, sounds.length)).toBeGreaterThan(0);
  }
  expect(unseen.length / all.length).toBeCloseTo(0.2, 3);
  expect(new Set(all.flatMap(({ sounds }) => soundIds(sounds))).size).toBe(SOUNDS.length - 1);
});

test('it prints how well words are said by length, without attention and with it', async () => {
  const lines = await printed((print) => main(print, { epochs: 1, every: 20 }));
  expect(lines.filter((line) => line.includes('of the sounds'))).toHaveLength(2 * 6);
  expect(lines.at(-1)).toMatch(
    /^The sounds that are right fall from \d+ % in short words to \d+ % in long ones, with attention from \d+ % to \d+ %\.$/,
  );
});
