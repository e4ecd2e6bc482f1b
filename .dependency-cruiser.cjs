/** Who may import whom: downhill only. From the doors down to the ground; a room never reaches up or across. */
const floors = [
  ['channels', 'console', 'reporting'],
  ['routing'],
  ['context'],
  ['conversations', 'customers', 'agents'],
  ['accounts'],
  ['platform', 'config'],
  ['contracts'],
  ['core'],
];

const spec = '\\.spec\\.ts$';
const anyOf = (rooms) => `^src/(${rooms.join('|')})/`;
const fromFloor = (rooms) => ({ path: anyOf(rooms), pathNot: spec });

const uphill = floors.slice(1).map((rooms, index) => ({
  name: `${rooms.join('-')}-never-look-up`,
  severity: 'error',
  from: fromFloor(rooms),
  to: { path: [anyOf(floors.slice(0, index + 1).flat()), '^src/[^/]+\\.ts$', '^src/seed/'] },
}));

const across = floors.slice(0, 4).flatMap((rooms) =>
  rooms.map((room) => ({
    name: `${room}-not-across`,
    severity: 'error',
    from: fromFloor([room]),
    to: {
      path: anyOf(
        rooms.filter((other) => other !== room && !(room === 'conversations' && other === 'customers')).concat('nowhere'),
      ),
    },
  })),
);

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...uphill,
    ...across,
    {
      name: 'core-is-pure',
      comment: 'core/ decides; it imports only pure libraries and never time, dice or I/O',
      severity: 'error',
      from: { path: '^src/core/', pathNot: spec },
      to: { pathNot: ['^src/core/', 'node_modules/(luxon|@marcbachmann/cel-js|libphonenumber-js)/', '^(node:)?url$'] },
    },
    {
      name: 'typeorm-stays-in-its-files',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.(entity|repository|queries)\\.ts$', '^src/platform/database/', spec] },
      to: { path: 'node_modules/typeorm/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'drawers-do-not-open-each-other',
      severity: 'error',
      from: { path: '^src/channels/(webchat|email|api)/' },
      to: { path: '^src/channels/(webchat|email|api)/', pathNot: '^src/channels/$1/' },
    },
    {
      name: 'tests-stay-outside',
      severity: 'error',
      from: { path: '^src/', pathNot: spec },
      to: { path: ['^test/', '^bench/'] },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: spec },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
