import { ProtobufWriter, tfRecord } from '../../storage/index.ts';
import type { Histogram } from './histogram.ts';

// The messages are Event, Summary and HistogramProto of TensorFlow (event.proto, summary.proto);
// a file is a sequence of Events, each in the frame of a record.

/** Something that TensorBoard shows under a name. */
export type Summary =
  | { readonly tag: string; readonly scalar: number }
  | { readonly tag: string; readonly histogram: Histogram };

/** The record that every event file begins with. @param wallTime seconds since 1970 */
export function versionRecord(wallTime: number): Uint8Array {
  return tfRecord(new ProtobufWriter().double(1, wallTime).text(3, 'brain.Event:2').finish());
}

/** The record of what was seen at a step. @param wallTime seconds since 1970 */
export function summaryRecord(
  wallTime: number,
  step: number,
  summaries: readonly Summary[],
): Uint8Array {
  const message = new ProtobufWriter();
  for (const summary of summaries) message.bytes(1, valueMessage(summary));
  const event = new ProtobufWriter().double(1, wallTime).varint(2, step).bytes(5, message);
  return tfRecord(event.finish());
}

function valueMessage(summary: Summary): ProtobufWriter {
  const value = new ProtobufWriter().text(1, summary.tag);
  if ('scalar' in summary) return value.float(2, summary.scalar);
  const { min, max, count, sum, sumOfSquares, limits, counts } = summary.histogram;
  const histogram = new ProtobufWriter()
    .double(1, min)
    .double(2, max)
    .double(3, count)
    .double(4, sum)
    .double(5, sumOfSquares)
    .doubles(6, limits)
    .doubles(7, counts);
  return value.bytes(5, histogram);
}
