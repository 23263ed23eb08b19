/** A number and its derivative: forward-mode differentiation, exact but for rounding. */
export interface Dual {
  readonly value: number;
  readonly slope: number;
}

export const constant = (value: number): Dual => ({ value, slope: 0 });

export const add = (a: Dual, b: Dual): Dual => ({
  value: a.value + b.value,
  slope: a.slope + b.slope,
});

export const divide = (a: Dual, b: Dual): Dual => ({
  value: a.value / b.value,
  slope: (a.slope * b.value - a.value * b.slope) / (b.value * b.value),
});

export const exp = (a: Dual): Dual => ({
  value: Math.exp(a.value),
  slope: Math.exp(a.value) * a.slope,
});

export const negate = (a: Dual): Dual => ({ value: -a.value, slope: -a.slope });
