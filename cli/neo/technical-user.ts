import type { AuthenticationName } from '../../lib/core/isc';

/** The role that every iFlow asks for unless its sender names another. */
export const SEND_ROLE = 'ESBMessaging.send';

/** The group that is made for the clients of ISC, and holds nothing but their role. */
export const DEFAULT_GROUP = 'ISC_Event_Senders';

/** The user as whom a client acts (SAP Help, "OAuth 2.0 Client Credentials Grant"); with Basic it is a user already. */
export function technicalUser(clientId: string, authentication: AuthenticationName): string {
  return authentication === 'Basic' ? clientId : `oauth_client_${clientId}`;
}
