import { describe, expect, test } from 'vitest';
import { asTheSeason, asToday, miss, readDays } from '../../examples/weather/days.ts';
import { learnForecast } from '../../examples/weather/forecast.ts';

const days = readDays();
const to = days.findIndex(({ date }) => date === '2015-01-01');

test('the file has every day of four years', () => {
  expect(days).toHaveLength(1461);
  for (const [i, { date }] of days.entries()) {
    const expected = new Date(Date.UTC(2012, 0, 1 + i)).toISOString().slice(0, 10);
    expect(date).toBe(expected);
  }
});

describe('the temperature of tomorrow', () => {
  test('is told better by a net than by today’s, and by today’s than by the season', async () => {
    const naive = miss(days, to, asToday(days));
    const learned = miss(days, to, await learnForecast(days, to, 10));
    expect(learned).toBeLessThan(0.97 * naive);
    expect(naive).toBeLessThan(miss(days, to, asTheSeason(days)));
  });

  test('is told from the days before alone', async () => {
    const asked = to + 100;
    const changed = days.map((day, i) => (i < asked ? day : { ...day, highest: 99, rain: 99 }));
    const [forecast, other] = [
      await learnForecast(days, to, 1),
      await learnForecast(changed, to, 1),
    ];
    for (let day = to; day <= asked; day++) expect(other(day)).toBe(forecast(day));
    expect(other(asked + 1)).not.toBe(forecast(asked + 1));
    expect(asToday(changed)(asked)).toBe(asToday(days)(asked));
    expect(asTheSeason(changed)(asked)).toBe(asTheSeason(days)(asked));
  });
});
