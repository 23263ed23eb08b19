import { appendBytes, createDirectoryOf, readBytes, writeBytes } from '../../storage/index.ts';
import { ConfigError } from '../../tensor/index.ts';
import { checkFlag, type DefaultsOf, fillOptions } from '../../tensor/options.ts';
import type { Callback, Logs } from '../callbacks.ts';

/** Options of `csvLogger`; names and defaults are Keras'. */
export interface CsvLoggerOptions {
  /** Where the table is written. */
  readonly filename: string;
  /** What stands between two fields, one character; a comma by default. */
  readonly separator?: string;
  /** Whether rows go to the end of a table that is there, instead of replacing it; `false`. */
  readonly append?: boolean;
  /**
   * Where there are no paths: gets the filename and the bytes to be added, with each `fit` the
   * header first, unless `append` says that there is one.
   */
  readonly write?: (filename: string, bytes: Uint8Array) => void | Promise<void>;
}

/**
 * A callback that writes a row for each epoch: its number, counted from 0, and all that is reported,
 * in the order of the history. The form is that of RFC 4180; the last row is in the file before the next
 * epoch begins. With `append` training that goes on from a checkpoint goes on with its table.
 *
 * @throws ConfigError for an unknown or impossible option; in training, if the table that is there has
 * other columns, and where there is no file system
 */
export function csvLogger(given: CsvLoggerOptions): Callback {
  const { filename, separator, append, write } = checked(given);
  const line = (fields: readonly string[]): string =>
    `${fields.map((field) => quoted(field, separator)).join(separator)}\r\n`;
  let begun = false;
  return {
    onTrainBegin() {
      begun = false;
    },
    async onEpochEnd(epoch, logs) {
      const row = line([epoch, ...Object.values(logs)].map(String));
      if (begun) return (write ?? appendBytes)(filename, bytesOf(row));
      begun = true;
      const header = line(['epoch', ...Object.keys(logs)]);
      if (write !== undefined) return write(filename, bytesOf(append ? row : header + row));
      await createDirectoryOf(filename);
      const end = append ? await endOf(filename, header, logs) : undefined;
      if (end === undefined) return writeBytes(filename, bytesOf(header + row));
      await appendBytes(filename, bytesOf(end + row));
    },
  };
}

const OWNER = 'csvLogger';

function checked(given: CsvLoggerOptions) {
  type Defaulted = Omit<CsvLoggerOptions, 'write'>;
  const defaults: DefaultsOf<Defaulted> = { separator: ',', append: false };
  const options = fillOptions<Defaulted>(OWNER, given, ['filename'], defaults, ['write']);
  if (typeof options.filename !== 'string' || options.filename === '') {
    throw new ConfigError(`${OWNER} wants filename to be a path, got ${options.filename}`);
  }
  if (typeof options.separator !== 'string' || !/^[^"\r\n]$/u.test(options.separator)) {
    const got = JSON.stringify(options.separator);
    throw new ConfigError(
      `${OWNER} wants separator to be one character, no quote or line break, got ${got}`,
    );
  }
  checkFlag(OWNER, 'append', options.append);
  return { ...options, write: given.write };
}

/** RFC 4180: a field with a separator, a quote or a line break stands in quotes, its quotes doubled. */
function quoted(field: string, separator: string): string {
  const isPlain = !/["\r\n]/.test(field) && !field.includes(separator);
  return isPlain ? field : `"${field.replaceAll('"', '""')}"`;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What a table lacks before the next row, a line break perhaps; undefined if there is no table. */
async function endOf(filename: string, header: string, logs: Logs): Promise<string | undefined> {
  const table = new TextDecoder().decode(await readBytes(filename).catch(nothingIfMissing));
  if (table === '') return undefined;
  const [first = ''] = table.split(/\r?\n/, 1);
  if (first !== header.trimEnd()) {
    throw new ConfigError(
      `${OWNER} wants to add epochs that report ${Object.keys(logs).join(', ')} to ${filename}, ` +
        `but its first line is ${first}: give another filename, or leave append out`,
    );
  }
  return table.endsWith('\n') ? '' : '\r\n';
}

function nothingIfMissing(error: unknown): Uint8Array {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    return new Uint8Array(0);
  throw error;
}
