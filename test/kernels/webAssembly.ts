/** A memory of WebAssembly. */
interface WasmMemoryObject {
  readonly buffer: ArrayBuffer;
}

/** The part of WebAssembly that the tests use; the language's own types don't know it. */
interface WebAssemblyPart {
  readonly Memory: new (size: { readonly initial: number }) => WasmMemoryObject;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

declare const WebAssembly: WebAssemblyPart;

/** WebAssembly as it is, to be stood in for with one part changed. */
export const { Memory, Module, Instance }: WebAssemblyPart = WebAssembly;

/** Whether a module compiles here. */
export function compiles(bytes: Uint8Array): boolean {
  try {
    return new Module(bytes) instanceof Module;
  } catch {
    return false;
  }
}
