/** What exists in a local SAP, as far as deployments make it. Guids are those of the platform's APIs. */
export interface Inventory {
  /** How many of each. */
  readonly counts: Readonly<Record<InventoryList, number>>;
  readonly entitlements: readonly { subaccount: string; service: string; plan: string; amount?: number }[];
  readonly directoryEntitlements: readonly { directory: string; service: string; plan: string; amount?: number }[];
  readonly directories: readonly Named[];
  readonly subaccounts: readonly Named[];
  readonly subscriptions: readonly { subaccount: string; app: string; plan: string }[];
  readonly roleCollections: readonly { zone: string; name: string }[];
  readonly roleCollectionAssignments: readonly Readonly<Record<string, string>>[];
  readonly environmentInstances: readonly { id: string; name: string; subaccount: string; platformId: string | null }[];
  readonly spaces: readonly (Named & { organization: string })[];
  readonly roles: readonly {
    guid: string;
    type: string;
    user: string;
    organization: string | null;
    space: string | null;
  }[];
  readonly serviceInstances: readonly (Named & { space: string; service: string; plan: string; state: string })[];
  readonly serviceKeys: readonly (Named & { serviceInstance: string; state: string })[];
}

interface Named {
  readonly guid: string;
  readonly name: string;
}

export type InventoryList = Exclude<keyof Inventory, 'counts'>;

/** What an event was when it arrived at an iFlow, and what became of it; never with what secret or token. */
export interface ReceivedEvent {
  /** Id of the message processing log. */
  readonly id: string;
  readonly subaccount: string;
  readonly iflow: string;
  readonly sender: 'HTTPS' | 'SOAP';
  readonly address: string;
  readonly status: 'COMPLETED' | 'FAILED';
  readonly error?: string;
  readonly externalEventId?: string;
  readonly eventType?: string;
  readonly clientId?: string;
  readonly authentication?: string;
}

/** What stands in one inventory and not in the other, one line for each. */
export function difference(of: Inventory, without: Inventory): string[] {
  const lists = Object.keys(of).filter((key): key is InventoryList => key !== 'counts');
  return lists.flatMap((list) => {
    const known = new Set(without[list].map((row) => JSON.stringify(row)));
    return of[list].filter((row) => !known.has(JSON.stringify(row))).map((row) => `${list}: ${JSON.stringify(row)}`);
  });
}
