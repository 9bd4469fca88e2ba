import { z } from 'zod';
import { AUTHENTICATIONS } from '../core/isc';
import { GRANT_TYPES, PLAN_NAMES, ROLE_TO_CALL_FLOWS } from '../core/it-rt';
import { count, flag, list, text, textMap, word } from './schema-fields';

/** Runtimes, their keys and the connectors that use them. Rules on values stand with the constructs. */

export const labels = textMap('Cloud Foundry labels', { team: 'hr' });
export const annotations = textMap('Cloud Foundry annotations', { contact: 'hr-it@example.com' });
const importId = (what: string) =>
  text(`UUID of ${what} that exists already and is brought under management`, '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66');

export const runtimeSettings = {
  // Which values are allowed is checked with the constructs' own rules, so that one error text serves both.
  plan: word('plan of it-rt', PLAN_NAMES, { default: 'integration-flow' }),
  roles: list(
    text('role of the client', ROLE_TO_CALL_FLOWS),
    'roles of all clients with a key of this runtime; plan api has a closed list and no default',
    { default: [ROLE_TO_CALL_FLOWS] },
  ),
  grantTypes: list(text('OAuth grant type', 'client_credentials'), `OAuth grant types: ${GRANT_TYPES.join(', ')}`, {
    default: ['client_credentials'],
  }),
  redirectUris: list(text('redirect URI', 'https://example.com/callback'), 'redirect URIs for authorization_code'),
  tokenValidity: count('lifetime of an access token in seconds, 3600 to 86400; plan api: 43200', 3600, {
    default: 3600,
  }),
  timeout: text('longest time for creating, changing or deleting, a Go duration', '20m', { default: '40m' }),
};

/** How a key comes about; also a default for all keys. */
export const keySettings = {
  type: word('kind of the key', ['clientSecret', 'certificate', 'externalCertificate'], { default: 'clientSecret' }),
  validity: count('lifetime of the certificate in days', 365, { default: 365 }),
  keyLength: count('length of the private key in bits', 2048, { default: 2048 }),
  certificateFile: text('PEM file with the certificate, beside the landscape file', 'certs/isc.pem'),
  pinning: flag('true when exactly this certificate is accepted, not a renewed one of the same subject', {
    default: true,
  }),
  rotateAfter: count('age in days after which `btp-isc keys` calls for a rotation', 90),
};

const key = z.strictObject({
  name: text('name of the service key, unique in the runtime', 'isc'),
  ...z.object(keySettings).partial().shape,
  generations: list(
    text('suffix of the name of a generation of the key', '2026-11'),
    'generations of the key that exist side by side while ISC is switched from one to the next',
  )
    .min(1)
    .optional(),
  current: text('the generation that connectors use', '2026-11').optional(),
  existing: flag('true when the key exists already and is only read').optional(),
  import: importId('a service key').optional(),
  labels: labels.optional(),
  annotations: annotations.optional(),
});

export const runtime = z.strictObject({
  name: text('name of the service instance, unique in the space', 'isc-runtime'),
  ...z.object(runtimeSettings).partial().shape,
  existing: flag('true when the service instance exists already and is only used').optional(),
  import: importId('a service instance').optional(),
  labels: labels.optional(),
  annotations: annotations.optional(),
  keys: list(key, 'service keys of the runtime').optional(),
});

export const connectorSettings = {
  authentication: word('field Authentication of the ISC form', AUTHENTICATIONS, { default: AUTHENTICATIONS[0] }),
};

export const connector = z.strictObject({
  name: text('Name of the Connector in ISC', 'Employee Terminated'),
  endpoint: text('path of the iFlow below the URL of the runtime', '/http/sf/employee-terminated'),
  event: text('event in ISC that the connector is for, as the sheet names it', 'Employee Termination').optional(),
  runtime: text('name of the runtime; may be left out when there is only one', 'isc-runtime').optional(),
  key: text('name of the key; may be left out when the runtime has only one', 'isc').optional(),
  ...z.object(connectorSettings).partial().shape,
});
