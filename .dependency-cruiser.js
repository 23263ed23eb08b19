// Arrows point down only. The floors of src/, from the bottom up: a room imports itself and those below.
const floors = [
  'elementary',
  'tensor',
  'kernels',
  'math',
  'layers',
  'training',
  'storage',
  'models',
  'generate',
  'inspect',
  'formats',
];
const below = (room) => floors.slice(0, floors.indexOf(room));
const above = (room) => floors.slice(floors.indexOf(room) + 1);

// Side rooms, and what each of them imports.
const sides = {
  text: ['elementary', 'tensor'],
  data: ['elementary', 'tensor'],
  plot: ['elementary', 'tensor'],
  primitives: ['elementary', 'tensor', 'kernels'], // the entry unrolled/tensor
  testing: below('training'), // the entry unrolled/testing
};
const rooms = [...floors, ...Object.keys(sides)];

const imports = (room) => {
  if (room in sides) return sides[room];
  const usesText = room === 'storage' || above('storage').includes(room);
  return usesText ? [...below(room), 'text', 'data'] : below(room);
};

const inRooms = (names) => `^src/(${names.join('|')})/`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    ...rooms.map((room) =>
      forbid(
        `${room}-imports-only-downwards`,
        `${room}/ may import ${[room, ...imports(room)].map((name) => `${name}/`).join(', ')}.`,
        { path: inRooms([room]) },
        { path: '^src/', pathNot: inRooms([room, ...imports(room)]) },
      ),
    ),
    forbid(
      'the-front-door-needs-no-code-generation',
      'index.ts exports neither primitives/ (ndarray-ops uses new Function) nor testing/.',
      { path: '^src/index[.]ts$' },
      { path: inRooms(['primitives', 'testing']) },
    ),
    forbid(
      'every-file-has-a-room',
      'A new room gets its place in .dependency-cruiser.js.',
      {},
      { path: '^src/', pathNot: [inRooms(rooms), '^src/index[.]ts$'] },
    ),
    forbid(
      'a-file-is-named-after-what-it-holds',
      'No utils/, no helpers.ts, no types.ts: a thing lives with what it describes.',
      {},
      { path: '/(utils?|helpers?|types?)([.]ts$|/)', pathNot: 'node_modules/' },
    ),
    forbid('no-cycles', 'Types count, too.', {}, { circular: true }),
    forbid(
      'no-other-packages',
      'The library has three runtime dependencies.',
      { path: '^src/' },
      {
        path: 'node_modules/',
        pathNot: 'node_modules/(@types/)?(ndarray|ndarray-ops|seedrandom)/',
        dependencyTypesNot: ['core'],
      },
    ),
    forbid(
      'code-generation-only-in-primitives',
      'ndarray and ndarray-ops use new Function; elsewhere import their types only.',
      { path: '^src/', pathNot: inRooms(['primitives']) },
      { path: 'node_modules/ndarray(-ops)?/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'node-modules-of-node-only-in-storage-and-workers',
      "Browsers have no node:fs; only storage/ and models/workers/ may import('node:…'), when they are asked for a path or for workers.",
      { path: '^src/', pathNot: [inRooms(['storage']), '^src/models/workers/'] },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'node-modules-of-node-only-dynamically',
      "Browsers have no node:fs: await import('node:…') where there is Node.",
      { path: '^src/' },
      { dependencyTypes: ['core'], dynamic: false },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/kernels/wasm/assembly/' }, // AssemblyScript
    tsPreCompilationDeps: true, // imports of types count
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
