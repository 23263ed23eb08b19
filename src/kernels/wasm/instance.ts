import { decodeBase64 } from './decodeBase64.ts';
import { MODULE } from './module.ts';

/** What assembly/ exports; addresses and strides in bytes. */
export interface Instance {
  readonly memory: { readonly buffer: ArrayBuffer };
  packColumns(N: number, K: number, b: number, row: number, panels: number, panel: number): void;
  packRows(N: number, K: number, b: number, row: number, panels: number, panel: number): void;
  product(
    M: number,
    N: number,
    K: number,
    first: boolean,
    a: number,
    aRow: number,
    aStep: number,
    b: number,
    panel: number,
    c: number,
    cRow: number,
  ): void;
}

/** The part of WebAssembly that is used; not every runtime has it. */
declare const WebAssembly:
  | {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: Instance };
    }
  | undefined;

/**
 * A fresh instance, or undefined where there is none to be had: without WebAssembly or its SIMD, or
 * under a Content-Security-Policy that forbids it. Compiles at once, which Chrome allows on a page's
 * main thread up to 4 KiB; the build sees to that.
 */
export function instantiate(): Instance | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(decodeBase64(MODULE))).exports;
  } catch {
    return undefined;
  }
}
