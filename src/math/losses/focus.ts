import { ConfigError } from '../../tensor/index.ts';

/** Throws a ConfigError unless γ is a number >= 0 and every α is in [0, 1]. */
export function checkFocus(owner: string, gamma: number, alphas: readonly number[]): void {
  if (!(gamma >= 0 && Number.isFinite(gamma))) {
    throw new ConfigError(`${owner} wants gamma >= 0, got ${gamma}`);
  }
  const wrong = alphas.find((alpha) => !(alpha >= 0 && alpha <= 1));
  if (wrong !== undefined) throw new ConfigError(`${owner} wants alpha in [0, 1], got ${wrong}`);
}
