/**
 * Which way imports go. The rooms of src/, each of which may import any room to its right:
 *
 *   doctor -> checks -> cards | services
 *   index -> app -> bot | pages -> dialogs -> cards | services -> log, language, telemetry
 *
 * (pages skip the dialogs). A type counts as much as a value: it lives in the lowest room that needs it.
 */

/** The rooms and files to which a room's imports are confined, inside src. */
const ROOMS = [
  ['simulatorProcess', '^src/simulatorProcess\\.ts$', []],
  ['bot', '^src/bot/', ['bot', 'dialogs', 'cards', 'services']],
  ['checks', '^src/checks/', ['checks', 'cards', 'services']],
  ['pages', '^src/pages/', ['pages', 'cards', 'services']],
  ['dialogs', '^src/dialogs/', ['dialogs', 'cards', 'services']],
  ['cards', '^src/cards/', ['cards']],
  ['services', '^src/services/', ['services']],
];

/** The conversation's classes, which the SDK wants to extend or be handed: its successor changes these. */
const SDK_FILES = '^src/bot/|^src/dialogs/[A-Za-z]+Dialog\\.ts$|^src/dialogs/session\\.ts$';
const SDK =
  '(^|/)node_modules/(botbuilder|botframework|@microsoft/agents)|^(botbuilder|botframework|@microsoft/agents)';

const importsOfRooms = ROOMS.map(([room, path, targets]) => ({
  name: `${room}-imports-to-its-right`,
  comment: `Inside src, ${room} may import ${[...targets, 'log.ts', 'language.ts', 'telemetry.ts'].join(', ')} and nothing else.`,
  severity: 'error',
  from: { path },
  to: {
    path: '^src/',
    pathNot: ['^src/(log|language|telemetry)\\.ts$', ...targets.map((target) => `^src/${target}/`)],
  },
}));

module.exports = {
  forbidden: [
    ...importsOfRooms,
    {
      name: 'log-and-language-are-rightmost',
      comment:
        'Everybody imports log.ts, language.ts and telemetry.ts, so they import nothing else of ours.',
      severity: 'error',
      from: { path: '^src/(log|language|telemetry)\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(log|language|telemetry)\\.ts$' },
    },
    {
      name: 'nobody-imports-index',
      comment: 'index.ts starts the process as soon as it is loaded.',
      severity: 'error',
      from: {},
      to: { path: '^src/index\\.ts$' },
    },
    {
      name: 'app-is-for-index',
      comment:
        'The composition root is imported by index.ts; tests and benchmarks may start it too.',
      severity: 'error',
      from: { path: '^(src|simulator|scripts)/', pathNot: '^src/index\\.ts$' },
      to: { path: '^src/(app|simulatorProcess)\\.ts$' },
    },
    {
      name: 'config-is-for-index-app-and-doctor',
      comment:
        'A room gets the settings that it needs as options, so that it runs without an environment.',
      severity: 'error',
      from: { path: '^(src|simulator|scripts)/', pathNot: '^src/(index|app|doctor)\\.ts$' },
      to: { path: '^src/config\\.ts$' },
    },
    {
      name: 'config-knows-names-only',
      comment:
        'config.ts may look up the clouds that a setting names; the rest of src gets its values from it.',
      severity: 'error',
      from: { path: '^src/config\\.ts$' },
      to: {
        path: '^src/',
        pathNot: '^src/(language|services/partnerCenter/clouds)\\.ts$',
      },
    },
    {
      name: 'the-sdk-stays-in-its-files',
      comment:
        'The Bot Framework SDK is archived: only src/bot and the dialog classes import it, so that its successor is a change of those files alone.',
      severity: 'error',
      from: { path: '^(src|simulator)/', pathNot: SDK_FILES },
      to: { path: SDK },
    },
    {
      name: 'telemetry-is-exported-in-one-place',
      comment:
        "telemetry.ts uses OpenTelemetry's API; what exports it is loaded by index.ts, where it is wanted.",
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(telemetryExport|index)\\.ts$' },
      to: {
        path: '(^|/)node_modules/(@opentelemetry/(?!api/)|@azure/monitor)|^src/telemetryExport\\.ts$',
      },
    },
    {
      name: 'partner-center-has-one-caller',
      comment:
        "client.ts is the only caller of Partner Center, attempt.ts carries its requests, tokens.ts posts the grants for it, bot/connectorHttp.ts carries the bot's own messages. Nobody else makes HTTP calls.",
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/services/partnerCenter/(client|attempt|tokens)\\.ts$|^src/bot/connectorHttp\\.ts$',
      },
      to: { path: '(^|/)node_modules/undici/|^undici$' },
    },
    {
      name: 'src-stands-alone',
      comment: 'The product imports neither the simulator nor tests, benchmarks or scripts.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(simulator|test|bench|scripts|webchat)/' },
    },
    {
      name: 'simulator-stands-alone',
      comment:
        'The simulator shares no code with the product: a mistake of ours must not be its mistake.',
      severity: 'error',
      from: { path: '^simulator/' },
      to: { path: '^(src|test|bench|scripts|webchat)/' },
    },
    {
      name: 'no-circular',
      comment: 'Files that need each other to run are one thing in two places.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circular-types',
      comment:
        'Files of src may not need each other for types either. Excepted: section.ts and draft.ts (a draft is what sections answered, a section reads the draft), errorCodes.ts (its table uses a type of errors.ts). The simulator is excepted as a whole: a call holds the world, whose parts answer calls.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/dialogs/(section|draft)\\.ts$|^src/services/partnerCenter/error(s|Codes)\\.ts$',
      },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports is finished or deleted.',
      severity: 'error',
      from: { path: '^(src|simulator)/', orphan: true },
      to: {},
    },
    {
      name: 'no-development-packages',
      comment: 'What runs in production is installed in production (`npm ci --omit=dev`).',
      severity: 'error',
      from: { path: '^(src|simulator)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'declared-packages-only',
      comment: 'A package that is imported is in package.json, and every import is found.',
      severity: 'error',
      from: { path: '^(src|simulator|bench|test)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports count: the direction holds for types too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
