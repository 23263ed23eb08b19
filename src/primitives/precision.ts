import { ConfigError, type DataName, type Dtype } from '../tensor/index.ts';
import { dtypeOf, type Operand } from './operand.ts';

/** The precision that arithmetic on the operands gives; float32 where none has a precision. */
export function precisionOf(owner: string, ...operands: readonly Operand[]): Dtype {
  const dtypes = operands.map(dtypeOf);
  const precise = dtypes.includes('float64');
  if (precise && dtypes.includes('float32')) {
    throw new ConfigError(
      `${owner} wants operands of one precision, got float32 and float64: cast() one of them`,
    );
  }
  return precise ? 'float64' : 'float32';
}

/** The element type that all operands share which have one; float32 where none has. */
export function commonDtype(owner: string, operands: readonly Operand[]): DataName {
  const [first, ...others] = new Set(operands.flatMap((operand) => dtypeOf(operand) ?? []));
  if (others.length > 0) {
    throw new ConfigError(
      `${owner} wants operands of one element type, got ${[first, ...others].join(' and ')}: cast() some of them`,
    );
  }
  return first ?? 'float32';
}
