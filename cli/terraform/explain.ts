import { withoutControlCodes } from '../terminal/control-codes';

/**
 * Sentences for the failures that users of this project meet, by the words of terraform, the providers and SAP.
 * What is not in the list is shown as terraform says it.
 */
interface Explanation {
  readonly pattern: RegExp;
  readonly sentence: string;
  readonly next: string;
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    pattern: /Cloud Foundry is not enabled in subaccount (\S+)\./,
    sentence: 'Cloud Foundry is not enabled in subaccount $1.',
    next: 'Enable it in the BTP cockpit (Subaccount > Overview > Cloud Foundry Environment > Enable) and run this again.',
  },
  {
    pattern: /Login failed|Check your credentials|Unable to create (BTP|Client)|login[^.]*\b401\b/i,
    sentence: 'SAP BTP refuses the user or the password.',
    next: 'Check BTP_USERNAME and BTP_PASSWORD (and BTP_IDP for a custom identity provider).',
  },
  {
    pattern: /Unable to create CF Client[\s\S]*(unauthorized|Bad credentials)/i,
    sentence: 'Cloud Foundry refuses the user or the password.',
    next: 'Check CF_USER and CF_PASSWORD (and CF_ORIGIN for a custom identity provider).',
  },
  {
    pattern: /Unable to create CF Client due to missing values|Missing field (user|password)/,
    sentence: 'Credentials for Cloud Foundry are missing.',
    next: 'Set CF_USER and CF_PASSWORD.',
  },
  {
    pattern: /Subaccount '?([0-9a-f-]{36})'? (?:not found|does not exist)/i,
    sentence: 'There is no subaccount $1 in the global account, or the user may not see it.',
    next: 'Compare the id in the landscape with the overview of the subaccount in the BTP cockpit.',
  },
  {
    pattern: /Expected exactly one service plan, got 0/,
    sentence: "The plan of it-rt is not in the Cloud Foundry marketplace of the subaccount's org.",
    next: 'If the entitlement is new, run this again in a minute or raise marketplaceWait; otherwise entitle the subaccount to it-rt.',
  },
  {
    pattern: /Service broker error: ([^.]*(?:no tenant|not activated)[^.]*)\./i,
    sentence: 'The service broker says: "$1".',
    next: 'Subscribe to Integration Suite and activate the capability Cloud Integration (Integration Suite > Manage Capabilities > Build Integration Scenarios), then run this again.',
  },
  {
    pattern: /service instance name is taken: ([^.\s]+)/,
    sentence: 'A service instance named $1 exists in the space already and is not in the Terraform state.',
    next: 'Import it, delete it, or give the runtime another name.',
  },
  {
    pattern: /The root module input variable "(\w+)" is not set/,
    sentence: 'The environment variable TF_VAR_$1 is not set.',
    next: 'Set it to the secret that the landscape refers to by this name.',
  },
  {
    pattern: /Error acquiring the state lock/,
    sentence: 'Another run holds the lock of the state.',
    next: 'Wait until it has ended; if none runs, remove the lock with terraform force-unlock.',
  },
  {
    pattern: /(?:entitle|assign)[\s\S]{0,200}\[Error: (?:\d+)\/(?:400|403|404|409)\]/i,
    sentence: 'SAP BTP refuses the entitlement of it-rt.',
    next: 'Check in the BTP cockpit (global account > Entitlements) that it-rt is available to this subaccount and its directory.',
  },
];

/** Plain sentences for a failed run, each with the next step; empty when none of the known failures is in it. */
export function explain(output: string): string[] {
  const text = plain(output);
  const found = EXPLANATIONS.flatMap(({ pattern, sentence, next }) => {
    const match = pattern.exec(text);
    return match ? [`${sentence.replace(/\$(\d)/g, (_, group) => (match[Number(group)] ?? '').trim())} ${next}`] : [];
  });
  return [...new Set(found)];
}

/** The first line of each of terraform's error boxes. */
export function errorSummaries(output: string): string[] {
  return [...withoutControlCodes(output).matchAll(/^[│\s]*(Error: .*)$/gm)].map(([, summary = '']) => summary.trim());
}

/** Terraform's error boxes without colours, frames and line breaks inside sentences. */
export function plain(output: string): string {
  return withoutControlCodes(output)
    .replace(/^[^\n]*?[│╷╵] ?/gm, '')
    .replace(/([^\n])\n(?=[^\n])/g, '$1 ');
}
