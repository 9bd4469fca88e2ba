import { inShell } from '../io/text';
import type { ConnectorSheet } from '../sheet/sheet';
import type { Delivery } from './deliver';

/** The same failure has another remedy on Neo than on Cloud Foundry. */
export function inWordsOfNeo(delivery: Delivery, { neo, subaccount }: ConnectorSheet): Delivery {
  if (delivery.accepted || !neo) return delivery;
  const { technicalUser, subscription, secretVariable } = neo;
  const reasons: Partial<Record<typeof delivery.code, string>> = {
    'token-unauthorized': `the token endpoint refuses client id and secret (401): compare them with Security > OAuth > Clients in the Neo cockpit; the secret came from ${secretVariable} at the last deployment`,
    'token-refused': `${delivery.reason.split(':')[0]}: check \`account\` and \`region\` in the landscape, and that the client's Authorization Grant is Client Credentials`,
    unauthorized: `the iFlow refuses token or credentials (401): they are wrong or have expired, or the client's Subscription is not ${subscription}`,
    'role-missing': `the iFlow refuses the client (403): ${technicalUser} lacks the role that it asks for (ESBMessaging.send: run btp-isc neo authorize --subaccount ${inShell(subaccount)}), or its HTTPS sender is CSRF protected`,
  };
  return { ...delivery, reason: reasons[delivery.code] ?? delivery.reason };
}
