import { expect } from '@jest/globals';
import { type LocalSapMatchers, matchers } from './matchers';

/** For tests that import `expect` from `@jest/globals`. */
expect.extend(matchers);

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends LocalSapMatchers {}
}
