import { readFileSync } from 'node:fs';

/** A day in Seattle. */
export interface Day {
  /** As 2015-12-31. */
  readonly date: string;
  /** In °C. */
  readonly highest: number;
  /** In °C. */
  readonly lowest: number;
  /** In millimetres. */
  readonly rain: number;
  /** In metres a second. */
  readonly wind: number;
}

/** All days from 2012 to 2015, in order. */
export function readDays(): Day[] {
  const file = new URL('../data/seattle-weather.csv', import.meta.url);
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [date = '', rain, highest, lowest, wind] = line.split(',');
    return {
      date,
      highest: Number(highest),
      lowest: Number(lowest),
      rain: Number(rain),
      wind: Number(wind),
    };
  });
}

const YEAR = 365;

/** How far, by the mean of the misses, a forecast is from the highest temperature of days. */
export function miss(
  days: readonly Day[],
  from: number,
  forecast: (day: number) => number,
): number {
  let sum = 0;
  for (let day = from; day < days.length; day++)
    sum += Math.abs(days[day]!.highest - forecast(day));
  return sum / (days.length - from);
}

/** Tomorrow is as today. */
export function asToday(days: readonly Day[]): (day: number) => number {
  return (day) => days[day - 1]!.highest;
}

/** A day is as those around it in the two years before were, on average. */
export function asTheSeason(days: readonly Day[]): (day: number) => number {
  return (day) => {
    const around = [1, 2].flatMap((years) => {
      const middle = day - years * YEAR;
      return days.slice(middle - 7, middle + 8).map(({ highest }) => highest);
    });
    return around.reduce((sum, highest) => sum + highest, 0) / around.length;
  };
}
