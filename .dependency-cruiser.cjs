/**
 * Who may import whom, enforced by `npm run lint`: core <- landscape <- stacks, core <- constructs <- patterns <- stacks; no circles, also not of
 * types. __tests__/unit/import-rules.test.ts breaks each rule once.
 */
const OURS = '^(main\\.ts$|(lib|cli|emulator|toolchain|testing|bench|docs|__tests__)/)';
const CDKTF = '^(providers/|(node_modules/)?(cdktf|constructs|@cdktf)(/|$))';
const CONSTRUCTS = '^lib/(terraform|btp|cloud-foundry|runtime|isc)/';

/** Of ours, these files may import one another and what is listed. */
const mayImport = (name, from, ...allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: OURS, pathNot: [from, ...allowed] },
});

/** Files may not import these packages or modules of Node.js. */
const mayNotUse = (name, from, what) => ({ name, severity: 'error', from: { path: from }, to: { path: what } });

module.exports = {
  forbidden: [
    {
      name: 'no-circle-of-files',
      comment: 'also not of types: move what both need into one file, or both into one',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circle-of-folders',
      comment: 'sibling folders of lib, cli and emulator have an order',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(lib|cli|emulator)/[^/]+$' },
      to: { circular: true, path: '^(lib|cli|emulator)/[^/]+$' },
    },
    {
      name: 'lib-has-known-folders',
      comment: 'a new folder of lib needs a rule in this file',
      severity: 'error',
      from: {},
      to: { path: '^lib/(?!core|landscape|terraform|btp|cloud-foundry|runtime|isc|patterns|stacks|policy)[^/]+/' },
    },
    mayImport('core-imports-nothing', '^lib/core/'),
    mayNotUse('core-without-cdktf', '^lib/core/', CDKTF),
    mayNotUse(
      'core-without-files-and-network',
      '^lib/core/',
      '^(node:)?(fs|http|https|http2|net|tls|dns|child_process)(/|$)',
    ),
    mayImport('landscape-imports-core', '^lib/landscape/', '^lib/core/'),
    mayNotUse('landscape-without-cdktf', '^lib/landscape/', CDKTF),
    mayImport('constructs-import-core', CONSTRUCTS, '^lib/core/'),
    mayImport('patterns-import-constructs', '^lib/patterns/', '^lib/core/', CONSTRUCTS),
    mayImport('stacks-import-below', '^lib/stacks/', '^lib/(core|landscape|patterns|policy)/', CONSTRUCTS),
    mayImport('policy-imports-core', '^lib/policy/', '^lib/(core|terraform)/'),
    mayImport('lib-imports-itself', '^lib/'),
    mayImport('app-imports-lib', '^main\\.ts$', '^lib/'),
    mayImport('cli-imports-lib', '^cli/(?!start/|program\\.ts$)', '^cli/', '^lib/'),
    // `btp-isc emulator` is the emulator's own command.
    mayImport('commands-import-emulator', '^cli/program\\.ts$', '^(cli|lib)/', '^emulator/command\\.ts$'),
    mayImport('start-imports-toolchain-and-emulator', '^cli/start/', '^(cli|lib|toolchain|emulator)/'),
    mayImport('emulator-imports-nothing', '^emulator/'),
    mayImport('toolchain-imports-core', '^toolchain/', '^lib/core/'),
    mayImport('testing-imports-product', '^testing/', '^(lib|emulator|cli)/'),
  ],
  options: {
    // swc reads TypeScript; types that are imported count as well.
    parser: 'swc',
    tsPreCompilationDeps: true,
    exclude: { path: '^(dist|bench/stock|docs/generate/node_modules)/' },
    doNotFollow: { path: '^(node_modules|providers)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'types'],
    },
  },
};
