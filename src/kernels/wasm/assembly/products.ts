import { packColumns, packRows } from './pack';
import { multiply } from './product';

// The products of each precision; they have one body.

/** C += A · B in float32. */
export function productFloat32(
  M: i32,
  N: i32,
  K: i32,
  a: usize,
  aRow: usize,
  aTransposed: bool,
  b: usize,
  bRow: usize,
  form: i32,
  c: usize,
  cRow: usize,
  work: usize,
): void {
  multiply<f32>(M, N, K, a, aRow, aTransposed, b, bRow, form, c, cRow, work);
}

/** Packs B `[K, N]` in float32 into panels. */
export function packColumnsFloat32(N: i32, K: i32, b: usize, row: usize, to: usize): void {
  packColumns<f32>(N, K, b, row, to, <usize>K * 32);
}

/** Packs B, given as Bᵀ `[N, K]`, in float32 into panels. */
export function packRowsFloat32(N: i32, K: i32, b: usize, row: usize, to: usize): void {
  packRows<f32>(N, K, b, row, to, <usize>K * 32);
}

/** C += A · B in float64. */
export function productFloat64(
  M: i32,
  N: i32,
  K: i32,
  a: usize,
  aRow: usize,
  aTransposed: bool,
  b: usize,
  bRow: usize,
  form: i32,
  c: usize,
  cRow: usize,
  work: usize,
): void {
  multiply<f64>(M, N, K, a, aRow, aTransposed, b, bRow, form, c, cRow, work);
}

/** Packs B `[K, N]` in float64 into panels. */
export function packColumnsFloat64(N: i32, K: i32, b: usize, row: usize, to: usize): void {
  packColumns<f64>(N, K, b, row, to, <usize>K * 32);
}

/** Packs B, given as Bᵀ `[N, K]`, in float64 into panels. */
export function packRowsFloat64(N: i32, K: i32, b: usize, row: usize, to: usize): void {
  packRows<f64>(N, K, b, row, to, <usize>K * 32);
}
