/**
 * AssemblyScript, compiled by `npm run kernels` into ../module.ts. Addresses and strides are in bytes.
 *
 * Lanes run across columns, never along k, so a lane does what the reference does for its element:
 * a sum from 0, k rising, one rounding per multiply and one per add. Relaxed SIMD would fuse the two.
 */
export { packColumns, packRows } from './pack';
export { constantsEnd, product, workBytes } from './product';
