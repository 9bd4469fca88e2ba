import { DEFAULT_GROUP, NEO_NOTICE, SEND_ROLE, technicalUser } from '../../lib/core/neo';
import type { NeoAccountSettings, NeoConnectorSettings } from '../../lib/landscape/landscape';
import { inShell } from '../io/text';

/** What has to be done by hand, because SAP has no API for it. */
export interface PreparationStep {
  readonly where: string;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
}

export interface NeoSheet {
  /** As whom the client calls the iFlow. */
  readonly technicalUser: string;
  /** Application of the runtime node. */
  readonly subscription: string;
  /** Environment variable that the secret comes from. */
  readonly secretVariable: string;
  /** In their order, before the values are typed into ISC. */
  readonly preparation: readonly PreparationStep[];
  readonly notes: readonly string[];
}

/** What stands in the sheet of a connector on Neo besides the values of ISC's form. */
export function neoSheet(account: NeoAccountSettings, connector: NeoConnectorSettings): NeoSheet {
  const user = technicalUser(connector.clientId, connector.authentication);
  return {
    technicalUser: user,
    subscription: account.subscription,
    secretVariable: connector.secretVariable,
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
      { label: 'Secret', value: `what ${connector.secretVariable} holds` },
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
