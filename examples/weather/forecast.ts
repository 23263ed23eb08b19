import { adam, dense, dropout, input, lstm, type Model, sequential } from 'unrolled';
import type { Day } from './days.ts';

/** How many days the net looks back. */
const PAST = 14;
/** About one spread of the temperature, in °C: what a net sees should be around 1. */
const DEGREES = 7;

/** Learns the days before `to`; tells the highest temperature of a day from the days before it. */
export async function learnForecast(
  days: readonly Day[],
  to: number,
  epochs: number,
): Promise<(day: number) => number> {
  const net = newNet();
  const learned = Array.from({ length: to - PAST }, (_, i) => PAST + i);
  await net.fit(
    learned.map((day) => pastOf(days, day)),
    learned.map((day) => [changeOn(days, day)]),
    { epochs },
  );
  const asked = Array.from({ length: days.length - to }, (_, i) => to + i);
  const said = await net.predict(asked.map((day) => pastOf(days, day)));
  return (day) => days[day - 1]!.highest + DEGREES * (said.data[day - to] ?? 0);
}

function newNet(): Model {
  const net = sequential([
    input({ shape: [PAST, 6] }),
    lstm({ units: 16 }),
    dropout({ rate: 0.2 }),
    dense({ units: 1 }),
  ]);
  net.compile({ optimizer: adam({ learningRate: 0.003 }), loss: 'meanSquaredError' });
  return net;
}

/** What the net sees of the days before one: the weather, and the time of the year. */
function pastOf(days: readonly Day[], day: number): number[][] {
  return days.slice(day - PAST, day).map(({ date, highest, lowest, rain, wind }) => {
    const weather = [
      highest / DEGREES - 2,
      lowest / DEGREES - 1,
      Math.min(rain, 20) / 10,
      wind / 3 - 1,
    ];
    return [...weather, ...seasonOf(date)];
  });
}

/** By how much a day is warmer than the day before, as the net says it. */
function changeOn(days: readonly Day[], day: number): number {
  return (days[day]!.highest - days[day - 1]!.highest) / DEGREES;
}

/** Two waves through the year from −1 to 1, a quarter of a year apart. */
function seasonOf(date: string): [number, number] {
  const [, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  const year = (month - 1 + dayOfMonth / 31) / 12;
  const wave = (at: number): number => 4 * Math.abs((at % 1) - 0.5) - 1;
  return [wave(year), wave(year + 0.25)];
}
