import { type LocalSapMatchers, matchers } from './matchers';

export { Deployment, deploy, type Outputs, type Plan, type PlannedChange } from './deployment';
export type { Inventory, ReceivedEvent } from './inventory';
export { LocalSap, type LocalSapOptions, startLocalSap } from './local-sap';
export {
  type ExpectedEntitlement,
  type ExpectedServiceInstance,
  type ExpectedServiceKey,
  type LocalSapMatchers,
  matchers,
} from './matchers';
export { changedSeed, type LocalAccount, type LocalSubaccount, type SeedLists } from './seed';
export type { BuildApp } from './synthesis';
export type { TerraformOptions } from './terraform';

/** In jest, and in vitest with `globals`, there is one; who imports it calls `expect.extend(matchers)`. */
const { expect } = globalThis as { expect?: { extend?(all: object): void } };
expect?.extend?.(matchers);

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the parameters must be those of @types/jest.
    interface Matchers<R, T = {}> extends LocalSapMatchers {}
  }
}
