/** Who may import whom: downhill only. From the doors down to the ground; a room never reaches up or across. */
const floors = [
  ['channels', 'console', 'reporting'],
  ['routing'],
  ['context', 'privacy'],
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
    { name: 'no-cycles', severity: 'error', from: { pathNot: '^web/' }, to: { circular: true } },
    {
      name: 'no-cycles-in-the-pages',
      comment: 'What is loaded when it is needed, and types alone, may point back at what loads it.',
      severity: 'error',
      from: { path: '^web/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
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
      from: { path: '^src/channels/(webchat|email|api|telegram|line|meta|wechat|twilio)/' },
      to: { path: '^src/channels/(webchat|email|api|telegram|line|meta|wechat|twilio)/', pathNot: '^src/channels/$1/' },
    },
    {
      // Telephone calls and texts by one vendor: its signature and its REST are written once.
      name: 'voice-opens-no-other-drawer',
      severity: 'error',
      from: { path: '^src/channels/voice/' },
      to: { path: '^src/channels/(webchat|webcall|email|api|telegram|line|meta|wechat)/' },
    },
    {
      name: 'no-drawer-opens-voice',
      severity: 'error',
      from: { path: '^src/channels/(webchat|webcall|email|api|telegram|line|meta|wechat|twilio|calls)/' },
      to: { path: '^src/channels/voice/' },
    },
    {
      name: 'calls-know-no-carrier',
      comment:
        'calls/ is what all calls are; whoever carries them knows it, and none of them another. Page-to-page calls ride on the web chat.',
      severity: 'error',
      from: { path: '^src/channels/calls/' },
      to: { path: '^src/channels/', pathNot: '^src/channels/(calls|inboxes)/' },
    },
    {
      name: 'page-to-page-calls-ride-on-the-web-chat-alone',
      severity: 'error',
      from: { path: '^src/channels/webcall/' },
      to: { path: '^src/channels/', pathNot: '^src/channels/(webcall|calls|inboxes|webchat)/' },
    },
    {
      name: 'tests-stay-outside',
      severity: 'error',
      from: { path: '^src/', pathNot: spec },
      to: { path: ['^test/', '^bench/'] },
    },
    {
      name: 'pages-know-the-contract-alone',
      comment:
        'The pages use the public surface only: of the server they know the types in src/contracts, and nothing that runs.',
      severity: 'error',
      from: { path: '^web/', pathNot: spec },
      to: { path: '^src/', pathNot: '^src/contracts/' },
    },
    {
      name: 'widget-and-console-are-strangers',
      severity: 'error',
      from: { path: '^web/(widget|console)/' },
      to: { path: '^web/(widget|console)/', pathNot: '^web/$1/' },
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
