import type { AuthenticationName } from '../../lib/core/isc';
import { MASK } from '../state/state';
import type { NeoSheet, PreparationStep } from './neo';

/** The values of one connector, as a SuccessFactors administrator types them into ISC. */
export interface ConnectorSheet {
  /** Name of the subaccount in the landscape. */
  readonly subaccount: string;
  readonly connectorName: string;
  /** Absent values are missing in the state (the stack is not deployed, or the key could not be read) or, of Neo, in the environment. */
  readonly endpointUrl?: string;
  readonly authentication: AuthenticationName;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly tokenEndpoint?: string;
  /** What is different on Neo; absent on Cloud Foundry. */
  readonly neo?: NeoSheet;
}

/** One field of ISC's form, labelled as the form labels it. */
export interface FormField {
  readonly label: string;
  readonly value?: string;
  /** What is shown while there is no value. */
  readonly unknown: string;
  readonly secret?: boolean;
}

/** The fields in the order of the form; Basic has no token endpoint. */
export function formFields(sheet: ConnectorSheet): FormField[] {
  const unknown = sheet.neo ? `not known: set ${sheet.neo.secretVariable}` : 'not known: deploy the stack first';
  const fields = [
    { label: 'Name of the Connector', value: sheet.connectorName },
    { label: 'End Point Url', value: sheet.endpointUrl },
    { label: 'Authentication', value: sheet.authentication },
    { label: 'Client ID', value: sheet.clientId },
    { label: 'Client Secret', value: sheet.clientSecret, secret: true },
  ];
  if (sheet.authentication !== 'Basic') fields.push({ label: 'Token End Point', value: sheet.tokenEndpoint });
  return fields.map((field) => ({ ...field, unknown }));
}

/** Where in SuccessFactors the values go, click by click (public integration guides; labels differ a little by release). */
export const CLICK_PATH = [
  'Admin Center > Intelligent Services Center (ISC)',
  'the event',
  'the flow',
  'Add, beside Event Connector',
  'New Event Connector',
  'the values below',
  'Add',
  'Save the flow',
] as const;

/** What an administrator should know about a connector before saving it. */
export function notes(sheet: ConnectorSheet): string[] {
  const basic = sheet.authentication === 'Basic' ? [BASIC] : [];
  return [...basic, ...(sheet.neo?.notes ?? [])];
}

const BASIC = 'SAP advises against Basic in production: the client secret travels with every event.';

/** What is to be done by hand before the values are typed into ISC. */
export const preparation = (sheet: ConnectorSheet): readonly PreparationStep[] => sheet.neo?.preparation ?? [];

/** The sheet without its secret, for everything that may be read by others. */
export function masked(sheet: ConnectorSheet): ConnectorSheet {
  return { ...sheet, clientSecret: sheet.clientSecret === undefined ? undefined : MASK };
}

export { MASK };

export const NOTHING_TO_TYPE = 'The landscape has no connectors, so there is nothing to type into ISC.';
