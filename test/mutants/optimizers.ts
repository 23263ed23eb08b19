import { type Mutant, mutant } from './mutant.ts';

const RULE = 'training/updateRule.ts';
const KERNELS = 'kernels/reference';
const SCHEDULES = 'training/schedules';
const ADAM = `${KERNELS}/adam.ts`;
const ADADELTA = `${KERNELS}/adadelta.ts`;
const ADAMAX = `${KERNELS}/adamax.ts`;
const NADAM = 'training/nadam.ts';
const LION = `${KERNELS}/lion.ts`;

/** Mistakes in the float64 bodies, which the goldens are held against, and in what leads to them. */
const FTRL = 'training/ftrl.ts';

export const OPTIMIZER_MUTANTS: readonly Mutant[] = [
  mutant(
    'adam: the betas are swapped',
    'training/adam.ts',
    'k.adam(n, alpha, beta1, beta2,',
    'k.adam(n, alpha, beta2, beta1,',
  ),
  mutant(
    'adam: the powers of the betas are swapped',
    'training/adam.ts',
    'return (rate * Math.sqrt(1 - power2)) / (1 - power1);',
    'return (rate * Math.sqrt(1 - power1)) / (1 - power2);',
  ),
  mutant(
    'adam: no bias correction of the mean',
    'training/adam.ts',
    'return (rate * Math.sqrt(1 - power2)) / (1 - power1);',
    'return rate * Math.sqrt(1 - power2);',
  ),
  mutant(
    'adam: no bias correction of the squares',
    'training/adam.ts',
    'return (rate * Math.sqrt(1 - power2)) / (1 - power1);',
    'return rate / (1 - power1);',
  ),
  mutant(
    'adam: ε under the root',
    ADAM,
    '(alpha * mi) / (Math.sqrt(vi) + epsilon)',
    '(alpha * mi) / Math.sqrt(vi + epsilon)',
  ),
  mutant(
    'adam: AMSGrad forgets',
    ADAM,
    `      vMax[vMaxOffset + i] = vi;
    }
    w[wOffset + i]! -= (alpha * mi)`,
    `    }
    w[wOffset + i]! -= (alpha * mi)`,
  ),
  mutant(
    'sgd: the velocity grows by the rate before',
    `${KERNELS}/sgd.ts`,
    `    const velocity = mu * v[vOffset + i]! - push;
    v[vOffset + i] = velocity;
    w[wOffset + i]! += nesterov ? mu * velocity - push : velocity;`,
    `    const velocity = mu * v[vOffset + i]! - g[gOffset + i]!;
    v[vOffset + i] = velocity;
    w[wOffset + i]! += nesterov ? eta * mu * velocity - push : eta * velocity;`,
  ),
  mutant(
    'rmsprop: ε beside the root',
    `${KERNELS}/rmsprop.ts`,
    '(eta * gi) / Math.sqrt(si + epsilon)',
    '(eta * gi) / (Math.sqrt(si) + epsilon)',
  ),
  mutant(
    'adagrad: ε beside the root',
    `${KERNELS}/adagrad.ts`,
    '(eta * gi) / Math.sqrt(si + epsilon)',
    '(eta * gi) / (Math.sqrt(si) + epsilon)',
  ),
  mutant(
    'adagrad: the sum begins with 0',
    'training/adagrad.ts',
    'slots: { s: initialAccumulatorValue }',
    'slots: { s: 0 }',
  ),
  mutant(
    'adagrad: the sum is that before the update',
    `${KERNELS}/adagrad.ts`,
    'w[wOffset + i]! -= (eta * gi) / Math.sqrt(si + epsilon);',
    'w[wOffset + i]! -= (eta * gi) / Math.sqrt(si - gi * gi + epsilon);',
  ),
  mutant(
    'adadelta: the steps are those after the update',
    ADADELTA,
    '(Math.sqrt(was + epsilon) * gi) / Math.sqrt(si + epsilon)',
    '(Math.sqrt(rho * was + epsilon) * gi) / Math.sqrt(si + epsilon)',
  ),
  mutant(
    'adadelta: the fraction is upside down',
    ADADELTA,
    '(Math.sqrt(was + epsilon) * gi) / Math.sqrt(si + epsilon)',
    '(Math.sqrt(si + epsilon) * gi) / Math.sqrt(was + epsilon)',
  ),
  mutant(
    'adadelta: the steps are remembered with their learning rate',
    ADADELTA,
    '(1 - rho) * (step * step)',
    '(1 - rho) * (eta * step * eta * step)',
  ),
  mutant(
    'adadelta: ε of the steps is left out',
    ADADELTA,
    'Math.sqrt(was + epsilon)',
    'Math.sqrt(was)',
  ),
  mutant(
    'adamax: the betas are swapped',
    'training/adamax.ts',
    'k.adamax(n, alpha, beta1, beta2,',
    'k.adamax(n, alpha, beta2, beta1,',
  ),
  mutant(
    'adamax: no bias correction',
    'training/adamax.ts',
    'return rate / (1 - power1);',
    'return rate;',
  ),
  mutant(
    'adamax: the bias correction is one update late',
    'training/adamax.ts',
    'return rate / (1 - power1);',
    'return rate / (1 - power1 * beta1);',
  ),
  mutant(
    'adamax: ε in the largest gradient, as PyTorch has it',
    ADAMAX,
    `Math.max(beta2 * u[uOffset + i]!, Math.abs(gi));
    u[uOffset + i] = ui;
    w[wOffset + i]! -= (alpha * mi) / (ui + epsilon);`,
    `Math.max(beta2 * u[uOffset + i]!, Math.abs(gi) + epsilon);
    u[uOffset + i] = ui;
    w[wOffset + i]! -= (alpha * mi) / ui;`,
  ),
  mutant(
    'adamax: the gradient keeps its sign',
    ADAMAX,
    'Math.max(beta2 * u[uOffset + i]!, Math.abs(gi));',
    'Math.max(beta2 * u[uOffset + i]!, gi);',
  ),
  mutant(
    'adamax: the largest gradient does not fade',
    ADAMAX,
    'Math.max(beta2 * u[uOffset + i]!, Math.abs(gi));',
    'Math.max(u[uOffset + i]!, Math.abs(gi));',
  ),
  mutant(
    'nadam: the betas are swapped',
    NADAM,
    'rates.gradient, beta1, beta2',
    'rates.gradient, beta2, beta1',
  ),
  mutant(
    'nadam: the mean is not looked ahead at',
    NADAM,
    'mean: (rate * root * next) / (1 - product * next)',
    'mean: (rate * root * momentum) / (1 - product)',
  ),
  mutant(
    'nadam: the product has a momentum too many, as in PyTorch 1.13',
    NADAM,
    '(1 - product * next)',
    '(1 - product * momentum * next)',
  ),
  mutant(
    'nadam: the gradient takes the share of the mean',
    NADAM,
    'gradient: (rate * root * (1 - momentum))',
    'gradient: (rate * root * momentum)',
  ),
  mutant('nadam: ε is not corrected', NADAM, 'epsilon: epsilon * root', 'epsilon'),
  mutant(
    'nadam: the warm-up is one update late',
    NADAM,
    'const momentum = beta1 * (1 - 0.5 * warmUp);',
    'const momentum = beta1 * (1 - 0.5 * products.warmUpPower!);',
  ),
  mutant(
    'nadam: no bias correction of the squares',
    NADAM,
    'const root = Math.sqrt(1 - power2);',
    'const root = 1;',
  ),
  mutant(
    'lion: the betas are swapped',
    'training/lion.ts',
    'k.lion(n, rate, beta1, beta2,',
    'k.lion(n, rate, beta2, beta1,',
  ),
  mutant(
    'lion: the mean moves before the step',
    LION,
    `    w[wOffset + i]! -= eta * Math.sign(beta1 * mi + (1 - beta1) * gi);
    m[mOffset + i] = beta2 * mi + (1 - beta2) * gi;`,
    `    m[mOffset + i] = beta2 * mi + (1 - beta2) * gi;
    w[wOffset + i]! -= eta * Math.sign(m[mOffset + i]!);`,
  ),
  mutant(
    'lion: the step has a size',
    LION,
    'eta * Math.sign(beta1 * mi + (1 - beta1) * gi)',
    'eta * (beta1 * mi + (1 - beta1) * gi)',
  ),
  mutant(
    'weight decay makes weights larger',
    RULE,
    'const rate = learningRate * weightDecay.rate;',
    'const rate = -learningRate * weightDecay.rate;',
  ),
  mutant(
    'weight decay without the learning rate',
    RULE,
    'const rate = learningRate * weightDecay.rate;',
    'const rate = weightDecay.rate;',
  ),
  mutant(
    'weight decay with the first learning rate',
    RULE,
    'const rate = learningRate * weightDecay.rate;',
    'const rate = rates.at(0) * weightDecay.rate;',
  ),
  mutant(
    'only the first weight decays',
    RULE,
    'for (const { data } of decaying) kernels.sgd',
    'for (const { data } of decaying.slice(0, 1)) kernels.sgd',
  ),
  mutant(
    'exponentialDecay falls by stairs only',
    `${SCHEDULES}/exponentialDecay.ts`,
    'staircase ? Math.floor(time) : time',
    'Math.floor(time)',
  ),
  mutant(
    'inverseTimeDecay forgets the 1',
    `${SCHEDULES}/inverseTimeDecay.ts`,
    '1 + decayRate *',
    'decayRate *',
  ),
  mutant(
    'piecewiseConstantDecay changes at its boundaries, not after them',
    `${SCHEDULES}/piecewiseConstantDecay.ts`,
    't <= boundary',
    't < boundary',
  ),
  mutant(
    'polynomialDecay goes on beyond its end',
    `${SCHEDULES}/polynomialDecay.ts`,
    '1 - Math.min(t, end) / end',
    'Math.abs(1 - t / end)',
  ),
  mutant(
    'polynomialDecay begins its cycles too early',
    `${SCHEDULES}/polynomialDecay.ts`,
    'Math.max(1, Math.ceil(t / decaySteps))',
    '(1 + Math.floor(t / decaySteps))',
  ),
  mutant(
    'cosineDecay counts the warm-up twice',
    `${SCHEDULES}/cosineDecay.ts`,
    'Math.min(t - warmupSteps, decaySteps)',
    'Math.min(t, decaySteps)',
  ),
  mutant(
    'cosineDecay warms up from 0',
    `${SCHEDULES}/cosineDecay.ts`,
    'return initialLearningRate + (peak - initialLearningRate) * (t / warmupSteps);',
    'return peak * (t / warmupSteps);',
  ),
  mutant(
    'cosineDecay falls to 0, whatever alpha',
    `${SCHEDULES}/cosineDecay.ts`,
    '(1 - alpha) * (0.5',
    '(0.5',
  ),
  mutant(
    'cosineDecayRestarts lowers what stays, too',
    `${SCHEDULES}/cosineDecayRestarts.ts`,
    'const wave = 0.5 * pow(mMul, i) * (1 + cos(Math.PI * u));\n      return initialLearningRate * (',
    'const wave = 0.5 * (1 + cos(Math.PI * u));\n      return pow(mMul, i) * initialLearningRate * (',
  ),
  mutant(
    'cosineDecayRestarts makes no way longer',
    `${SCHEDULES}/cosineDecayRestarts.ts`,
    'length *= tMul;',
    '',
  ),
  mutant(
    'ftrl forgets what the rate was',
    FTRL,
    '- ((grown - pow(before, power)) / rate) * wi',
    '',
  ),
  mutant('ftrl clips by nothing', FTRL, 'Math.min(Math.max(z, -l1), l1) - z', '-z'),
  mutant('ftrl has half its l2', FTRL, 'grown / rate + 2 * l2', 'grown / rate + l2'),
  mutant('ftrl forgets beta', FTRL, ' + beta / rate', ''),
  mutant('ftrl shrinks by half', FTRL, '2 * shrinkage * wi', 'shrinkage * wi'),
  mutant('ftrl adds up no squares', FTRL, 'accumulator[i] = after;', ''),
  mutant('ftrl has another power', FTRL, 'const power = -learningRatePower;', 'const power = 0.5;'),
];
