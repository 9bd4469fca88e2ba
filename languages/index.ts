/**
 * What users of Python and Java get. jsii carries classes and interfaces, no functions and no constants: those of `lib/index.ts`
 * that matter are methods of classes here. Compiled by toolchain/jsii-module.ts, beside a copy of `lib/`.
 */
export * from './constructs';
export * from './landscape-file';
export * as btp from './providers/btp';
export * as cloudfoundry from './providers/cloudfoundry';
export * as time from './providers/time';
export * from './recommended-policies';
