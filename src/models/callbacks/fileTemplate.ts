import { ConfigError } from '../../tensor/index.ts';

/** Fills a template with numbers by name. @throws ConfigError for a name that is not among them */
export type FileTemplate = (numbers: Readonly<Record<string, number>>) => string;

/** `{name}`, `{name:02d}`, `{name:.3f}`. */
const PLACE = /\{([^{}:]+)(?::([^{}]*))?\}/g;
const WIDTH = /^(0?)(\d*)d$/;
const DIGITS = /^\.(\d+)f$/;

/**
 * A template of file names as Keras writes them, with Python's formats: `{epoch}` the number as it
 * is, `{epoch:02d}` in at least so many places, `{val_loss:.3f}` with so many decimals.
 *
 * @throws ConfigError for braces that are no place, and for another format
 */
export function fileTemplate(owner: string, template: string): FileTemplate {
  if (typeof template !== 'string' || template === '') {
    throw new ConfigError(`${owner} wants filepath to be a path, got ${template}`);
  }
  if (/[{}]/.test(template.replaceAll(PLACE, ''))) {
    throw new ConfigError(`${owner} wants filepath with places like {epoch:02d}, got ${template}`);
  }
  for (const [place, , format] of template.matchAll(PLACE)) {
    if (format === undefined || WIDTH.test(format) || DIGITS.test(format)) continue;
    throw new ConfigError(
      `${owner} knows no format as in ${place}: write {name}, {name:02d} or {name:.3f}`,
    );
  }
  return (numbers) =>
    template.replaceAll(PLACE, (_, name: string, format: string | undefined) => {
      const value = numbers[name];
      if (value !== undefined) return formatted(value, format);
      const known = Object.keys(numbers).join(', ');
      throw new ConfigError(`${owner} wants {${name}} in filepath, but there are ${known}`);
    });
}

function formatted(value: number, format: string | undefined): string {
  if (format === undefined) return String(value);
  const [, digits] = DIGITS.exec(format) ?? [];
  if (digits !== undefined) return value.toFixed(Number(digits));
  const [, zero, width] = WIDTH.exec(format) ?? [];
  return String(value).padStart(Number(width), zero === '0' ? '0' : ' ');
}
