import type { Command } from 'commander';
import { projectFiles } from '../../cli/init/project-files';
import { styleFor } from '../../cli/io/io';
import { authorizedText } from '../../cli/neo/authorize';
import { btpIscProgram } from '../../cli/program';
import type { ConnectorSheet } from '../../cli/sheet/sheet';
import { sheetText } from '../../cli/sheet/text';
import { sampleEvent } from '../../cli/verify/external-event';
import { proofText } from '../../cli/verify/proof-text';
import { deliveryWarnings, type Proof } from '../../cli/verify/verify';
import { readPage } from './markdown';
import { SAMPLE_PROOF, SAMPLE_SHEET } from './sample';

const PLAIN = styleFor({ isTTY: false }, { NO_COLOR: '1' });
const BASIC: ConnectorSheet = { ...SAMPLE_SHEET, authentication: 'Basic' };

/** So that nothing changes from day to day. */
const MADE_AT = new Date('2026-11-24T09:00:00Z');

/** What the pages show of the programs' own words, made by the programs. */
const PARTS: Readonly<Record<string, () => string>> = {
  sheet: () => text(sheetOf(SAMPLE_SHEET)),
  'sheet-basic': () => text(sheetOf(BASIC)),
  proof: () => text(proofOf(SAMPLE_PROOF)),
  'proof-basic': () =>
    text(proofOf({ ...SAMPLE_PROOF, warnings: deliveryWarnings(BASIC, { ...SAMPLE_PROOF.delivery, ...ANSWERED }) })),
  'proof-observed': () => text(proofOf({ ...SAMPLE_PROOF, observation: OBSERVED })),
  'proof-neo': () => text(proofOf({ ...SAMPLE_PROOF, subaccount: 'hr-neo', connectorName: 'Employee Terminated' })),
  'neo-authorized': () => text(authorizedText(AUTHORIZED, PLAIN)),
  event: () => fenced('xml', sampleEvent('ec8a3675-31ef-4df6-87c4-04c598040909', MADE_AT).body),
  'init-landscape': () => fenced('yaml', projectFiles('my-landscape', ANSWERS, MADE_AT).get('landscape.yaml') ?? ''),
  help: () => commands(btpIscProgram(), 'btp-isc').join('\n'),
};

const ANSWERS = {
  globalAccount: 'acme',
  subaccount: 'hr-dev',
  subaccountId: '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66',
  connector: 'Employee Hired',
  endpoint: '/http/sf/employee-hired',
  pipeline: 'none',
} as const;

const OBSERVED: Proof['observation'] = {
  iflow: { id: 'Employee_Hired', name: 'Employee_Hired', version: '1.0.0', status: 'STARTED' },
  log: {
    id: 'AFCVUIKIIEZACf1-rkkyz7eWgm0j',
    iflow: 'Employee_Hired',
    status: 'COMPLETED',
    link: 'https://acme-hr-dev.it-cpi018.cfapps.eu10-003.hana.ondemand.com/…',
  },
};

/** Only that there was one is of interest. */
const ANSWERED = { accepted: true, status: 200, response: {} } as const;

const ROLE = { name: 'ESBMessaging.send', applicationName: 'a1234iflmap', providerAccount: 'sapci' };
const CLIENT = 'oauth_client_4a5f0b1e-no-role';
const AUTHORIZED = {
  subaccount: 'hr-neo',
  dryRun: false,
  group: 'ISC_Event_Senders',
  role: ROLE,
  users: [CLIENT],
  changes: [
    { action: 'create-group', name: 'ISC_Event_Senders' },
    { action: 'add-role', name: 'ESBMessaging.send of a1234iflmap' },
    { action: 'add-user', name: CLIENT },
  ],
  warnings: [],
} as const;

/** Without the click path before it and the hint after it. */
const sheetOf = (sheet: ConnectorSheet) => `${sheetText([sheet], PLAIN, false).split('\n\n')[1]}\n`;
const proofOf = (proof: Proof) => proofText([proof], PLAIN);

const fenced = (language: string, body: string) => `\`\`\`${language}\n${body.trimEnd()}\n\`\`\``;
const text = (body: string) => fenced('text', body);

/** The help of a command and of those below it, without what every help repeats. */
function commands(command: Command, path: string): string[] {
  let help = '';
  command
    .configureOutput({
      writeOut: (words) => {
        help += words;
      },
      getOutHelpWidth: () => 110,
    })
    .outputHelp();
  const below = command.commands.filter((each) => each.name() !== 'help');
  return [`## \`${path}\`\n\n${text(help)}\n`, ...below.flatMap((each) => commands(each, `${path} ${each.name()}`))];
}

const BEGINNING = /^<!-- generated: (\S+) by npm run generate -->$/gm;

/** The page with its generated parts as the programs make them now. */
export function withParts(path: string): string {
  return readPage(path).text.replace(
    /^(<!-- generated: (\S+) by npm run generate -->\n)[\s\S]*?(^<!-- end of generated -->$)/gm,
    (_, begin: string, name: string, end: string) => {
      const part = PARTS[name];
      if (!part)
        throw new Error(`${path}: no program makes the part '${name}'; there are ${Object.keys(PARTS).join(', ')}`);
      return `${begin}\n${part().trimEnd()}\n\n${end}`;
    },
  );
}

export const hasParts = (page: string): boolean => page.search(BEGINNING) >= 0;
