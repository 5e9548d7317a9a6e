/** A package around services. */
export const PACKAGE: object = {
  name: 'fuzzed',
  version: '1.0.0',
  type: 'module',
  main: './services.ts',
  exports: { '.': './services.ts', './x': { import: './services.ts', default: ['./services.ts'] } },
  imports: { '#own': './services.ts' },
  dependencies: { '@restatedev/restate-sdk': '1.17.2' },
  scripts: { postinstall: 'touch fuzzedFileWasEvaluated' },
};

/** The settings of its compiler. */
export const TSCONFIG: object = {
  extends: './base.json',
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    strict: true,
    baseUrl: '.',
    paths: { '@own/*': ['./src/*', './*'] },
    jsx: 'react',
    experimentalDecorators: true,
    verbatimModuleSyntax: true,
  },
  include: ['*.ts'],
  references: [{ path: '../other' }],
};
