import './loading/on-demand';

export * from './constructs';
export * from './landscape/landscape';
export * from './landscape/landscape-app';
export * from './landscape/landscape-error';
export * from './landscape/load';
export * from './landscape/neo-stack';
export * from './landscape/subaccount-stack';
export * from './policy/acknowledge';
export * from './policy/configuration';
export * from './policy/evaluate';
export * from './policy/policies';
export * from './policy/rule';
export * from './policy/synthesize';
export { ValidationError } from './validation/problem';
