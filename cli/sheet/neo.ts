import type { AuthenticationName } from '../../lib/core/isc';
import { neoUrlsFrom } from '../../lib/landscape/neo-environment';
import type { NeoAccountSettings, NeoConnectorSettings } from '../../lib/landscape/neo-settings';
import { NEO_NOTICE } from '../../lib/neo/end-of-maintenance';
import { NeoAccount } from '../../lib/neo/neo-account';
import { inShell } from '../io/text';
import type { ConnectorSheet, NeoSheet, PreparationStep } from './sheet';

/** The role that every iFlow asks for unless its sender names another. */
export const SEND_ROLE = 'ESBMessaging.send';

/** The group that is made for the clients of ISC, and holds nothing but their role. */
export const DEFAULT_GROUP = 'ISC_Event_Senders';

/** The user as whom a client acts (SAP Help, "OAuth 2.0 Client Credentials Grant"); with Basic it is a user already. */
export function technicalUser(clientId: string, authentication: AuthenticationName): string {
  return authentication === 'Basic' ? clientId : `oauth_client_${clientId}`;
}

/** Addresses in the environment come before those of the landscape. */
export const neoAccountOf = (settings: NeoAccountSettings, env: NodeJS.ProcessEnv): NeoAccount =>
  NeoAccount.of({ ...settings, urls: { ...settings.urls, ...neoUrlsFrom(env) } });

/** A connector on Neo: everything is known from the landscape, but the secret, which is read from the environment. */
export function neoConnectorSheet(
  settings: NeoAccountSettings,
  connector: NeoConnectorSettings,
  env: NodeJS.ProcessEnv,
): ConnectorSheet {
  const account = neoAccountOf(settings, env);
  return {
    subaccount: settings.name,
    connectorName: connector.name,
    endpointUrl: account.endpointUrl(connector.endpoint),
    authentication: connector.authentication,
    clientId: connector.clientId,
    clientSecret: env[`TF_VAR_${connector.clientSecretVariable}`] || undefined,
    ...(connector.authentication !== 'Basic' && { tokenEndpoint: account.tokenEndpoint }),
    neo: neoSheet(settings, connector),
  };
}

/** What stands in the sheet of a connector on Neo besides the values of ISC's form. */
function neoSheet(account: NeoAccountSettings, connector: NeoConnectorSettings): NeoSheet {
  const user = technicalUser(connector.clientId, connector.authentication);
  return {
    technicalUser: user,
    subscription: account.subscription,
    secretVariable: `TF_VAR_${connector.clientSecretVariable}`,
    preparation: [
      ...(connector.authentication === 'Basic' ? [] : [registration(account, connector)]),
      authorization(account, user),
    ],
    notes: [...(connector.authentication === 'Basic' ? [] : [VALIDATION_MESSAGE]), `${NEO_NOTICE}.`],
  };
}

/** KBA 3688494; Neo takes credentials in the header only (SAP Help, "OAuth 2.0 Client Credentials Grant"). */
export const VALIDATION_MESSAGE =
  'On saving, ISC says that the change was saved but the connection could not be validated. That is expected and can be ignored (KBA 3688494): its check sends client id and secret in the body, which Neo refuses; with events it sends them in the header, as btp-isc neo verify does.';

/** Every field of the form, for there is no API that could fill it in. */
function registration({ account, subscription }: NeoAccountSettings, connector: NeoConnectorSettings): PreparationStep {
  return {
    where: `Neo cockpit > ${account} > Security > OAuth > Clients > Register New Client`,
    fields: [
      { label: 'Name', value: `ISC ${connector.name}` },
      { label: 'Description', value: 'your choice' },
      { label: 'Subscription', value: subscription },
      { label: 'ID', value: connector.clientId },
      { label: 'Confidential', value: 'on' },
      { label: 'Secret', value: `what TF_VAR_${connector.clientSecretVariable} holds` },
      { label: 'Authorization Grant', value: 'Client Credentials' },
      { label: 'Skip Consent Screen', value: 'as it is (nobody logs on)' },
      { label: 'Redirect URI', value: 'as it is (nobody logs on)' },
      { label: 'Token Lifetime', value: 'your choice, at most 180 days; unlimited (0) is no longer allowed' },
      { label: 'Refresh Token Lifetime', value: 'as it is (there are none with this grant)' },
    ],
  };
}

function authorization({ name, account, subscription }: NeoAccountSettings, user: string): PreparationStep {
  return {
    where: `btp-isc neo authorize --subaccount ${inShell(name)}, or by hand: Neo cockpit > ${account} > Security > Authorizations > Groups > New Group`,
    fields: [
      { label: 'Group', value: `${DEFAULT_GROUP} (never the group of the administrators)` },
      { label: 'Role', value: `${SEND_ROLE} of ${subscription}, and no other` },
      { label: 'User', value: user },
    ],
  };
}
