export { checkGradients, type LayerCheckInputs } from '../layers/checkGradients.ts';
export {
  compareGradients,
  type Differentiable,
  type GradientCheck,
  type GradientCheckOptions,
} from '../layers/compareGradients.ts';
