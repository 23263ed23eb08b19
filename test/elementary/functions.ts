import * as elementary from '../../src/elementary/index.ts';
import * as reference from './reference.ts';

export type Dtype = 'float32' | 'float64';

/** One function of one argument: its two bodies, the truth, and the error that its comment states. */
export interface Elementary {
  readonly name: string;
  readonly float64: (x: number) => number;
  readonly float32: (x: number) => number;
  readonly reference: (x: reference.Real) => reference.Real;
  /** The largest error in ulp, as measured by test/prove/elementary.prove.ts, rounded up. */
  readonly ulp: { readonly float64: number; readonly float32: number };
  /** Where the function does something that is neither constant nor infinite. */
  readonly range: readonly [number, number];
  readonly range32: readonly [number, number];
  /** Monotone over its whole domain? */
  readonly rises?: true;
  readonly odd?: true;
}

export const functions: readonly Elementary[] = [
  {
    name: 'exp',
    float64: elementary.exp,
    float32: elementary.expFloat32,
    reference: reference.expReference,
    ulp: { float64: 0.85, float32: 0.92 },
    range: [-745.2, 709.8],
    range32: [-104, 88.8],
    rises: true,
  },
  {
    name: 'expm1',
    float64: elementary.expm1,
    float32: elementary.expm1Float32,
    reference: reference.expm1Reference,
    ulp: { float64: 1.05, float32: 0.51 },
    range: [-38, 709.8],
    range32: [-18, 88.8],
    rises: true,
  },
  {
    name: 'log',
    float64: elementary.log,
    float32: elementary.logFloat32,
    reference: reference.logReference,
    ulp: { float64: 0.8, float32: 0.51 },
    range: [5e-324, Number.MAX_VALUE],
    range32: [1e-45, 3.4e38],
    rises: true,
  },
  {
    name: 'log1p',
    float64: elementary.log1p,
    float32: elementary.log1pFloat32,
    reference: reference.log1pReference,
    ulp: { float64: 0.85, float32: 0.51 },
    range: [-1 + 2 ** -53, Number.MAX_VALUE],
    range32: [-1 + 2 ** -24, 3.4e38],
    rises: true,
  },
  {
    name: 'tanh',
    float64: elementary.tanh,
    float32: elementary.tanhFloat32,
    reference: reference.tanhReference,
    ulp: { float64: 1.4, float32: 1.5 },
    range: [-20, 20],
    range32: [-10, 10],
    rises: true,
    odd: true,
  },
  {
    name: 'sigmoid',
    float64: elementary.sigmoid,
    float32: elementary.sigmoidFloat32,
    reference: reference.sigmoidReference,
    ulp: { float64: 1.75, float32: 1.89 },
    range: [-745.2, 40],
    range32: [-104, 20],
    rises: true,
  },
  {
    name: 'softplus',
    float64: elementary.softplus,
    float32: elementary.softplusFloat32,
    reference: reference.softplusReference,
    ulp: { float64: 1.5, float32: 0.51 },
    range: [-745.2, 800],
    range32: [-104, 200],
    rises: true,
  },
  {
    name: 'erf',
    float64: elementary.erf,
    float32: elementary.erfFloat32,
    reference: reference.erfReference,
    ulp: { float64: 1.25, float32: 0.51 },
    range: [-6.5, 6.5],
    range32: [-6.5, 6.5],
    rises: true,
    odd: true,
  },
  {
    name: 'sin',
    float64: elementary.sin,
    float32: elementary.sinFloat32,
    reference: reference.sinReference,
    ulp: { float64: 0.8, float32: 0.51 },
    range: [-Number.MAX_VALUE, Number.MAX_VALUE],
    range32: [-3.4e38, 3.4e38],
    odd: true,
  },
  {
    name: 'cos',
    float64: elementary.cos,
    float32: elementary.cosFloat32,
    reference: reference.cosReference,
    ulp: { float64: 0.85, float32: 0.51 },
    range: [-Number.MAX_VALUE, Number.MAX_VALUE],
    range32: [-3.4e38, 3.4e38],
  },
];

/** x^y, the one function of two arguments. */
export const pow = {
  name: 'pow',
  float64: elementary.pow,
  float32: elementary.powFloat32,
  reference: reference.powReference,
  ulp: { float64: 0.95, float32: 0.51 },
};
