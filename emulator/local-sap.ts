import type { Clock } from './clock';
import type { Faults } from './faults/faults';
import type { Operations } from './operations';
import type { Store } from './store/store';
import type { Tables } from './store/tables';
import type { Urls } from './urls';

/** What every emulated SAP service stands on. */
export interface LocalSap {
  readonly store: Store;
  readonly tables: Tables;
  readonly clock: Clock;
  readonly urls: Urls;
  readonly faults: Faults;
  readonly operations: Operations;
}
