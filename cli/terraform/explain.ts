import { oneLine } from '../../lib/core/harmless';
import { inShell, withoutControlCodes } from '../io/text';
import type { ProgramResult } from './process-group';

/**
 * Sentences for the failures that users of this project meet, by the words of terraform, the providers and SAP.
 * What is not in the list is shown as terraform says it.
 */
interface Explanation {
  readonly pattern: RegExp;
  readonly sentence: string;
  readonly next: string;
}

const GO_ON =
  "What was done is kept: run this again. If it then says that a name is taken, 'btp-isc doctor' finds what was made.";

const FIND_IT =
  "Run 'btp-isc doctor': it gives the command that takes it over. If it is somebody else's, choose another name.";

const GONE = "'btp-isc doctor' finds it and gives the whole command.";

/** From the summary of an error to its detail, which stands behind the place in the configuration. */
const DETAIL = String.raw`\s+(?:with [^\n]*\n\s*|(?!with ))(?=\S)`;

/** Not the failure of an update, which has its own sentence. */
const NO_UPDATE = /(?<!Unable to verify service instance update\b(?:(?!Error: )[\s\S])*)/;

const WAIT_FOR_LOCK =
  "Wait until it has ended, or let 'btp-isc review' and 'btp-isc apply' wait for it: --lock-timeout 10m.";

const REMOVE_LOCK = 'If that run is gone, remove its lock in the folder of the stack: terraform force-unlock $1';

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
    pattern: /Missing (?:Username|Password)\b/,
    sentence: 'Credentials for SAP BTP are missing.',
    next: 'Set BTP_USERNAME and BTP_PASSWORD.',
  },
  {
    pattern: new RegExp(`unableToCreateClient${DETAIL}(?!.*(?:Login failed|Check your credentials))([^\\n]+)`),
    sentence: 'The provider for SAP BTP cannot log in: "$1".',
    next: 'Check globalAccount in the landscape, and BTP_IDP and BTP_CLI_SERVER_URL where they are set.',
  },
  {
    pattern: /Unable to create CF Client[\s\S]*(unauthorized|Bad credentials)|oauth2: "?(unauthorized|invalid_client)/i,
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
    pattern:
      /Expected exactly one service plan, got 0|Invalid service plan\. Ensure that|could not look up service plan[^\n]*ResourceNotFound/,
    sentence: "The plan of it-rt is not in the Cloud Foundry marketplace of the subaccount's org.",
    next: 'If the entitlement is new, run this again in a minute or raise marketplaceWait; otherwise entitle the subaccount to it-rt.',
  },
  {
    // The words of cloudfoundry; the provider stores the new parameters all the same.
    pattern:
      /Unable to verify service instance update[\s\S]{0,600}?failed for (.+?): received state FAILED[^:\n]*: (?:cfclient error \([^)]*\): )?(?:\w+ could not be completed: )?([^\n]+)/,
    sentence: 'The change of service instance $1 failed at SAP: "$2". SAP may have the old parameters.',
    next: "Running this again does nothing, because the state has the new ones. Run 'btp-isc doctor': it gives the command after which the next run sends them again.",
  },
  {
    pattern: /Service broker error: ([^.]*(?:no tenant|not activated)[^.]*)\./i,
    sentence: 'The service broker says: "$1".',
    next: 'Subscribe to Integration Suite and activate the capability Cloud Integration (Integration Suite > Manage Capabilities > Build Integration Scenarios), then run this again.',
  },
  {
    // In the broker's own words; those that are known have a sentence above.
    pattern: new RegExp(`${NO_UPDATE.source}Service broker error: (?![^.]*(?:no tenant|not activated))([^\\n]+)`, 'i'),
    sentence: 'The service broker says: "$1".',
    next: 'Run this again; if it stays, report it to SAP with this text.',
  },
  {
    pattern: new RegExp(
      `${NO_UPDATE.source}CF-UnableToPerform\\|10009\\): (?!\\w+ could not be completed: Service broker)([^\\n]+)`,
    ),
    sentence: 'Cloud Foundry has begun it and failed: "$1".',
    next: 'Run this again: what was not completely created is deleted and created again, and what was not deleted is deleted.',
  },
  {
    // The words of SAP/btp for PROCESSING_FAILED and SUBSCRIBE_FAILED; what SAP says of the cause it does not pass on.
    pattern: /undefined API error during (entitlement|subscription|unsubscription)/,
    sentence: 'SAP BTP has begun it ($1) and failed; the provider does not pass on why.',
    next: 'See the message in the BTP cockpit (Subaccount > Entitlements, or Instances and Subscriptions), then run this again.',
  },
  {
    // SAP/btp since 1.1; the subscription is in the state, and replaced by the next run.
    pattern: new RegExp(
      `API Error Creating Resource Subscription \\(Subaccount\\)${DETAIL}(?!undefined API error|.*\\bStatus: )([^\\n]+)`,
    ),
    sentence: 'SAP BTP could not subscribe: "$1".',
    next: 'See the message in the BTP cockpit (Subaccount > Instances and Subscriptions), then run this again.',
  },
  {
    pattern: /environment instance is in failed state: (\w+)/,
    sentence:
      'SAP BTP could not create the Cloud Foundry environment ($1). It is not in the state, and is in the way of another one.',
    next: 'Delete it in the BTP cockpit (Subaccount > Overview > Cloud Foundry Environment), then run this again.',
  },
  {
    pattern: /locked provider (\S+) (\S+) does not match configured version constraints? ([^;\n]+)/,
    sentence: 'The lock file of the stack has provider $1 in version $2, and its configuration asks for $3.',
    next: "Run 'terraform init -upgrade' in the folder of the stack.",
  },
  {
    pattern: /service instance name is taken: ([^\n]+?)\.?\s*(?:\n|$)/,
    sentence: 'A service instance named $1 exists in the space already and is not in the Terraform state.',
    next: FIND_IT,
  },
  {
    pattern: /already has a key binding with name '([^\n]+?)'(?=[.\s]|$)/,
    sentence: 'A service key named $1 exists already and is not in the Terraform state.',
    next: FIND_IT,
  },
  {
    pattern: /Could not create Space ([^\n]+?) : [^\n]{0,200}(?:Name must be unique per|space name is taken)/i,
    sentence: 'A space named $1 exists in the org already and is not in the Terraform state.',
    next: FIND_IT,
  },
  {
    pattern: /Could not update Space with ID (\S+): [^\n]{0,200}(?:Name must be unique per|space name is taken)/i,
    sentence: 'Space $1 cannot be renamed: another space of the org has that name.',
    next: 'Choose another name in the landscape.',
  },
  {
    // Terraform before 1.12, with cloudfoundry from 1.13 and SAP/btp from 1.22. The address is told of what is configured.
    pattern: /Missing Resource Identity After Read\s+with (\S+?),/,
    sentence:
      'SAP no longer has an object that is in the state, or this user may not see it: $1 (Missing Resource Identity After Read).',
    next: `If it was deleted: 'terraform state rm "$1"' in the folder of the stack. ${GONE}`,
  },
  {
    pattern: /Missing Resource Identity After Read(?!\s+with \S)/,
    sentence:
      'SAP no longer has an object that is in the state, or this user may not see it (Missing Resource Identity After Read).',
    next: GONE,
  },
  {
    // cloudfoundry takes for a failure that what it is to delete is gone.
    pattern: /executing DELETE request for \S+ failed: cfclient error \(CF-ResourceNotFound/,
    sentence: 'What was to be deleted does not exist at SAP any more.',
    next: `Run 'btp-isc review' again. ${GONE}`,
  },
  {
    pattern: /CF-RateLimitExceeded|\bStatus: 429\b|HTTP error \(429\)/,
    sentence: 'SAP has had too many requests in a short time.',
    next: 'Wait a minute, then run this again.',
  },
  {
    pattern: /API Error Reading Resource Environment Instance[\s\S]*?\bStatus: 40[04]\b/,
    sentence: 'The state holds a Cloud Foundry environment that SAP BTP does not know.',
    next: "Run 'btp-isc doctor': it says how to go on.",
  },
  {
    pattern: /(?:HTTP error \(|\bStatus: )(5\d\d)\b/,
    sentence: 'SAP could not answer (HTTP $1).',
    next: GO_ON,
  },
  {
    pattern: /\bStatus: 401\b/,
    sentence: 'SAP BTP no longer accepts the session of this run.',
    next: 'Run this again; if it stays, check BTP_USERNAME and BTP_PASSWORD.',
  },
  {
    pattern:
      /(?:Post|Get|Patch|Put|Delete) "?(https?:\/\/[^/"\s]+)[^"\s]*"?: (?:[^\n]*: )?(?:EOF|unexpected EOF|connection reset by peer|broken pipe)/,
    sentence: 'The connection to $1 was cut before the answer came.',
    next: GO_ON,
  },
  {
    pattern:
      /(?:Post|Get|Patch|Put|Delete) "?(https?:\/\/[^/"\s]+)[^"\s]*"?: [^\n]*(?:connection refused|no such host|i\/o timeout|network is unreachable)/,
    sentence: '$1 cannot be reached.',
    next: `Check the network, and HTTPS_PROXY where there is a proxy. ${GO_ON}`,
  },
  {
    pattern: /context deadline exceeded|timeout while waiting/i,
    sentence: 'It took longer than the time limit.',
    next: `SAP may still be at work on it. Wait, or raise \`timeout\` in the landscape. ${GO_ON}`,
  },
  {
    pattern: /^.*Error: execution halted|: context canceled/m,
    sentence: 'The run was interrupted.',
    next: GO_ON,
  },
  {
    pattern: /(\S+ was ended by SIG\w+, which btp-isc has not sent\.[^\n]*)/,
    sentence: '$1',
    next: GO_ON,
  },
  {
    pattern: /The root module input variable "(\w+)" is not set/,
    sentence: 'The environment variable TF_VAR_$1 is not set.',
    next: 'Set it to the secret that the landscape refers to by this name.',
  },
  {
    // The lock of a file, of s3, azurerm and gcs; where a backend cannot tell, terraform shows the lock it wanted itself.
    pattern:
      /Error acquiring the state lock(?![\s\S]*[Aa]lready locked)[\s\S]*?\bID: +(\S+)[\s\S]*?Operation: +(?:OperationType)?(\S+)[\s\S]*?Who: +(\S+)[\s\S]*?Created: +([\d-]+ [\d:]+)/,
    sentence: 'Another run holds the lock of the state: $3 ($2), since $4 UTC.',
    next: `${WAIT_FOR_LOCK} ${REMOVE_LOCK}`,
  },
  {
    pattern: /HTTP remote state already locked: ID=([^\s"]+)/,
    sentence: 'Another run holds the lock of the state (backend http, which does not tell who).',
    next: `${WAIT_FOR_LOCK} ${REMOVE_LOCK}`,
  },
  {
    // PostgreSQL gives a lock back when the connection of its holder ends; HCP shows the holder in the workspace.
    pattern:
      /Error acquiring the state lock[\s\S]*workspace (?:is )?already locked|Already locked for workspace creation/i,
    sentence: 'Another run holds the lock of the state.',
    next: WAIT_FOR_LOCK,
  },
  {
    pattern:
      /Error acquiring the state lock(?![\s\S]*(?:Who: +\S|already locked))\s*(?:Error message: )?([\s\S]*?)\s*(?:Terraform acquires a state lock|$)/i,
    sentence: 'The state cannot be locked: "$1".',
    next: 'Check the address of the state and the credentials for it (docs/state.md).',
  },
  {
    pattern: /(?:entitle|assign)[\s\S]{0,200}\[Error: (?:\d+)\/(?:400|403|404|409)\]/i,
    sentence: 'SAP BTP refuses the entitlement of it-rt.',
    next: 'Check in the BTP cockpit (global account > Entitlements) that it-rt is available to this subaccount and its directory.',
  },
  {
    pattern: /Backend (?:initialization required|configuration changed|type changed)|Migrating from backend/i,
    sentence: 'The state is kept elsewhere than before.',
    next: "Move it: run 'terraform init -migrate-state' in the folder of the stack, or 'npx cdktf deploy --migrate-state'.",
  },
];

/** Terraform's own words on a state that it could not save: a rescue, of which every word counts. */
const STATE_NOT_SAVED = /\b(?:save|persist|write|create local) state\b|state push/i;

/** Plain sentences for a failed run, each with the next step; empty when none of the known failures is in it. */
export function explain(output: string): string[] {
  const text = plain(output);
  const found = EXPLANATIONS.flatMap(({ pattern, sentence, next }) =>
    [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map((match) => {
      const filled = (text: string, written: (value: string) => string) =>
        text.replace(/\$(\d)/g, (_, group) => written((match[Number(group)] ?? '').replace(/\s+/g, ' ').trim()));
      // What to do next may be a command that people copy.
      return `${filled(sentence, oneLine)} ${filled(next, inShell)}`;
    }),
  );
  return [...new Set(found)];
}

/** Our sentences for the errors that we know, then those that we do not know as terraform says them: whole, each once. */
export function explainErrors(errors: readonly string[]): string[] {
  const known = errors.filter((error) => !STATE_NOT_SAVED.test(error) && explain(error).length > 0);
  const unknown = errors.filter((error) => !known.includes(error));
  return [
    ...new Set([...explain(known.join('\n\n')), ...unknown.map((text) => text.replace(/\n\s*\n/g, '\n').trim())]),
  ];
}

/** Our sentences for the failures of a command that we know, terraform's own words for the others. */
export function failureText({ stdout, stderr, unusual }: ProgramResult): string {
  const errors = [stderr, stdout].map(errorTexts).find((found) => found.length > 0);
  const all = withoutControlCodes(`${stderr}\n${stdout}`).trim();
  return explainErrors([...(errors ?? (all ? [all] : [])), ...(unusual ? [unusual] : [])]).join('\n');
}

/** Each error of terraform's, whole, without colours and frames. */
export function errorTexts(output: string): string[] {
  const found: string[][] = [];
  let current: string[] | undefined;
  let framed = false;
  for (const line of withoutControlCodes(output).split('\n')) {
    const text = line.replace(FRAME, '');
    const begins = /^\s*(Error|Warning): /.exec(text);
    if (begins) {
      framed = text !== line;
      current = begins[1] === 'Error' ? [] : undefined;
      if (current) found.push(current);
    } else if (framed && !/^\s*│/.test(line)) current = undefined;
    current?.push(text.trimEnd());
  }
  return [...new Set(found.map((lines) => lines.join('\n').trim()))];
}

/** What terraform draws around an error, and what cdktf puts before it. */
const FRAME = /^\s*[│╷╵] ?/;

/** Terraform's error boxes without colours, frames and line breaks inside sentences. */
export function plain(output: string): string {
  return withoutControlCodes(output)
    .replace(/^[^\n]*?[│╷╵] ?/gm, '')
    .replace(/([^\n])\n(?=[^\n])/g, '$1 ');
}
