/**
 * How warm will it be in Seattle tomorrow? An LSTM that has seen two weeks of weather, against two
 * forecasts that need no learning: tomorrow is as today, and a day is as the season.
 *
 *     npx tsx examples/weather/index.ts
 *
 * Its last line: The LSTM is 7 % closer than "as today".
 */
import { isCommand, type Print } from '../isCommand.ts';
import { asTheSeason, asToday, miss, readDays } from './days.ts';
import { learnForecast } from './forecast.ts';

/** How long the net learns. */
export interface WeatherOptions {
  readonly epochs?: number;
}

export async function main(print: Print, { epochs = 20 }: WeatherOptions = {}): Promise<void> {
  const days = readDays();
  const to = days.findIndex(({ date }) => date === '2015-01-01');
  print(`The net learns ${days[0]?.date} to ${days[to - 1]?.date}; all are asked about 2015.`);
  const naive = miss(days, to, asToday(days));
  print(`As today: ${naive.toFixed(2)} °C off, on average`);
  print(`As the season: ${miss(days, to, asTheSeason(days)).toFixed(2)} °C off`);
  const learned = miss(days, to, await learnForecast(days, to, epochs));
  print(`The LSTM: ${learned.toFixed(2)} °C off`);
  const better = Math.round(100 * (1 - learned / naive));
  print(`The LSTM is ${better} % closer than "as today".`);
}

if (isCommand(import.meta.url)) await main(console.log);
