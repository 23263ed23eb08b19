import { type Mutant, mutant } from './mutant.ts';

const CALLBACKS = 'models/callbacks';
const CHECKPOINT = `${CALLBACKS}/modelCheckpoint.ts`;
const CSV = `${CALLBACKS}/csvLogger.ts`;
const EVENTS = `${CALLBACKS}/eventFile.ts`;
const HISTOGRAM = `${CALLBACKS}/histogram.ts`;
const MONITOR = `${CALLBACKS}/monitor.ts`;
const PLATEAU = `${CALLBACKS}/reduceLROnPlateau.ts`;
const STOPPING = `${CALLBACKS}/earlyStopping.ts`;
const TEMPLATE = `${CALLBACKS}/fileTemplate.ts`;
const TENSOR_BOARD = `${CALLBACKS}/tensorBoard.ts`;

/** Mistakes in what callbacks remember, decide and write. */
export const CALLBACK_MUTANTS: readonly Mutant[] = [
  mutant('accuracy is better when less', MONITOR, "mode === 'auto' && MORE.test(name)", 'false'),
  mutant(
    'the improvement that is asked for is a setback',
    MONITOR,
    'sign * reference - minDelta',
    'sign * reference + minDelta',
  ),
  mutant(
    'what is as good is better',
    MONITOR,
    'sign * value < sign * reference',
    'sign * value <= sign * reference',
  ),
  mutant(
    'the best is that of the training before',
    STOPPING,
    '      best = monitor.worst;\n      waited = 0;\n      bestEpoch',
    '      waited = 0;\n      bestEpoch',
  ),
  mutant(
    'patience is that of the training before',
    STOPPING,
    '      waited = 0;\n      bestEpoch = undefined;',
    '      bestEpoch = undefined;',
  ),
  mutant(
    'the best epoch is that of the training before',
    STOPPING,
    '      bestEpoch = undefined;\n',
    '',
  ),
  mutant(
    'it stopped where the training before did',
    STOPPING,
    '      stoppedEpoch = undefined;\n',
    '',
  ),
  mutant(
    'weights of the training before are given back',
    STOPPING,
    '      stoppedEpoch = undefined;\n      bestWeights = undefined;\n',
    '      stoppedEpoch = undefined;\n',
  ),
  mutant('one epoch too patient', STOPPING, 'waited >= patience', 'waited > patience'),
  mutant('a better epoch does not begin anew', STOPPING, 'if (counts) waited = 0;', ''),
  mutant(
    'the baseline does not matter',
    STOPPING,
    'baseline === undefined || monitor.isBetter(current, baseline, minDelta)',
    'true',
  ),
  mutant(
    'what is held against is the epoch before',
    STOPPING,
    'if (isBetter) best = current;',
    'best = current;',
  ),
  mutant(
    'the last weights stay',
    STOPPING,
    'if (bestWeights !== undefined) model.setWeights(bestWeights);',
    '',
  ),
  mutant('the first epochs count', STOPPING, 'if (epoch < startFromEpoch) return;', ''),
  mutant('waits one epoch less', PLATEAU, '++waited >= patience', 'waited++ >= patience'),
  mutant(
    'waiting goes on while it cools down',
    PLATEAU,
    'cooling--;\n        waited = 0;',
    'cooling--;\n        waited++;',
  ),
  mutant('never cools down', PLATEAU, 'cooling = cooldown;', ''),
  mutant(
    'the wait goes on after a change',
    PLATEAU,
    'cooling = cooldown;\n        waited = 0;',
    'cooling = cooldown;',
  ),
  mutant(
    'the wait goes on after something better',
    PLATEAU,
    'best = current;\n        waited = 0;',
    'best = current;',
  ),
  mutant(
    'the wait of the training before goes on',
    PLATEAU,
    '      best = monitor.worst;\n      waited = 0;\n',
    '      best = monitor.worst;\n',
  ),
  mutant(
    'it still cools down from the training before',
    PLATEAU,
    '      waited = 0;\n      cooling = 0;\n',
    '      waited = 0;\n',
  ),
  mutant(
    'the least rate is the most',
    PLATEAU,
    'Math.max(control.learningRate * factor, minLr)',
    'Math.min(control.learningRate * factor, minLr)',
  ),
  mutant('a rate below the least is raised', PLATEAU, ' && control.learningRate > minLr', ''),
  mutant(
    'what is worse is saved, too',
    CHECKPOINT,
    'if (saveBestOnly && !monitor.isBetter(value, best)) return;',
    '',
  ),
  mutant('the best stays the first', CHECKPOINT, 'best = value; //', '//'),
  mutant(
    'the count of a training before is lost',
    CHECKPOINT,
    'batches = values.batches ?? 0;',
    '',
  ),
  mutant(
    'the best of a training before is lost',
    CHECKPOINT,
    'if (monitor.isBetter(known, best)) best = known;',
    '',
  ),
  mutant('the wait of a training before is lost', STOPPING, 'waited = values.waited ?? 0;', ''),
  mutant('the wait for a better rate is lost', PLATEAU, 'waited = values.waited ?? 0;', ''),
  mutant(
    'the threshold is not looked at',
    CHECKPOINT,
    'options.initialValueThreshold ?? monitor.worst',
    'monitor.worst',
  ),
  mutant(
    'batches are counted on',
    CHECKPOINT,
    '    onTrainBegin() {\n      batches = 0;',
    '    onTrainBegin() {',
  ),
  mutant('every batch is saved', CHECKPOINT, '++batches % saveFreq !== 0', 'false'),
  mutant(
    'the epoch goes on that has ended',
    CHECKPOINT,
    '{ initialEpoch: epoch + 1, logs }',
    '{ initialEpoch: epoch, logs }',
  ),
  mutant(
    'epochs of files begin with 0',
    CHECKPOINT,
    '{ ...logs, epoch: epoch + 1 }',
    '{ ...logs, epoch }',
  ),
  mutant(
    'the optimizer is always in the file',
    CHECKPOINT,
    'encodeModel(model, { optimizer, extra',
    'encodeModel(model, { optimizer: true, extra',
  ),
  mutant(
    'the vocabulary is lost',
    CHECKPOINT,
    'vocabulary === undefined ? {} : { vocabulary }',
    '{}',
  ),
  mutant('zeros for spaces', TEMPLATE, "zero === '0' ? '0' : ' '", "zero === '0' ? ' ' : '0'"),
  mutant(
    'decimals are places',
    TEMPLATE,
    'value.toFixed(Number(digits))',
    'String(value).slice(0, Number(digits))',
  ),
  mutant(
    'unknown formats are as none',
    TEMPLATE,
    'format === undefined || WIDTH.test(format)',
    'true',
  ),
  mutant('the second row begins a table', CSV, '      begun = true;\n', ''),
  mutant(
    'a second training goes on without a head',
    CSV,
    '    onTrainBegin() {\n      begun = false;\n    },',
    '',
  ),
  mutant('quotes are not doubled', CSV, `field.replaceAll('"', '""')`, 'field'),
  mutant('separators need no quotes', CSV, ' && !field.includes(separator)', ''),
  mutant('any table is added to', CSV, 'if (first !== header.trimEnd()) {', 'if (false) {'),
  mutant(
    'a last line without an end is gone on with',
    CSV,
    "table.endsWith('\\n') ? '' : '\\r\\n'",
    "''",
  ),
  mutant('what cannot be read is not there', CSV, "error.code === 'ENOENT'", 'true'),
  mutant(
    'validation is training',
    TENSOR_BOARD,
    "(run === 'validation')",
    "(run !== 'validation')",
  ),
  mutant('val_ stays in the tag', TENSOR_BOARD, "name.replace(/^val_/, '')", 'name'),
  mutant(
    'histograms an epoch early',
    TENSOR_BOARD,
    '(epoch + 1) % histogramFreq',
    'epoch % histogramFreq',
  ),
  mutant('histograms without being asked', TENSOR_BOARD, 'histogramFreq: 0,', 'histogramFreq: 1,'),
  mutant(
    'batches are numbered, not updates',
    TENSOR_BOARD,
    "add('train', model.iterations,",
    "add('train', seen,",
  ),
  mutant('one file for all trainings', TENSOR_BOARD, '      names = new Map();\n', ''),
  mutant(
    'events have no version',
    TENSOR_BOARD,
    '      await write(path, versionRecord(time));\n',
    '',
  ),
  mutant('the sum is that of squares', EVENTS, '.double(4, sum)', '.double(4, sumOfSquares)'),
  mutant('steps are not written', EVENTS, '.varint(2, step)', ''),
  mutant(
    'the largest number is beyond the last bucket',
    HISTOGRAM,
    'limits[buckets - 1] = max;',
    'limits[buckets - 1] = max + width;',
  ),
  mutant(
    'a number at a limit belongs behind it',
    HISTOGRAM,
    'x <= limits[at - 1]!',
    'x < limits[at - 1]!',
  ),
  mutant(
    'a rate of 0 is refused',
    `${CALLBACKS}/learningRateScheduler.ts`,
    'rate < 0',
    'rate <= 0',
  ),
  mutant(
    'an infinite loss is trained on',
    `${CALLBACKS}/terminateOnNaN.ts`,
    'return true;',
    'return false;',
  ),
  mutant(
    'the first NaN is forgotten',
    `${CALLBACKS}/terminateOnNaN.ts`,
    '      error = found;\n',
    '',
  ),
];
