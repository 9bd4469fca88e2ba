import { explain, explainErrors, failureText } from '../../../../cli/terraform/explain';

/** An error as terraform prints it: framed, and wrapped where the line is full. */
const box = (text: string) =>
  `╷\n│ Error: API Error\n│ \n│   with a.b,\n│   on cdk.tf.json line 1\n│ \n│ ${text.replaceAll('\n', '\n│ ')}\n╵\n`;
const CF = 'error executing POST request for /v3/service_instances\nfailed: ';

describe('a failure that the matrix of faults has shown is explained in one sentence with the next step', () => {
  test.each([
    [
      'too many requests',
      `${CF}cfclient error (CF-RateLimitExceeded|10013): Rate Limit Exceeded`,
      'SAP has had too many requests in a short time. Wait a minute',
    ],
    ['too many requests, BTP', '[Status: 429; Correlation ID: x]', 'SAP has had too many requests'],
    [
      'a gateway',
      `${CF}cfclient: HTTP error (502): 502 Bad\nGateway`,
      'SAP could not answer (HTTP 502). What was done is kept: run this again.',
    ],
    [
      'a gateway, BTP',
      'Command timed out. Please try again later. [Status: 504; Correlation ID: x]',
      'SAP could not answer (HTTP 504).',
    ],
    [
      'a cut connection',
      `${CF}Post\n"http://127.0.0.1:4/cf/v3/service_instances": EOF`,
      'The connection to http://127.0.0.1:4 was cut before the answer came.',
    ],
    [
      'a reset connection',
      'Get "https://api.cf.example/v3/jobs/1": read tcp 1->2: read: connection reset by peer',
      'The connection to https://api.cf.example was cut',
    ],
    [
      'an operation of BTP that failed in the end',
      'undefined API error during entitlement\nprocessing',
      'SAP BTP has begun it (entitlement) and failed; the provider does not pass on why. See the message in the BTP cockpit',
    ],
    [
      'nobody there',
      'Get "https://api.cf.example/v3/jobs/1": dial tcp: lookup api.cf.example: no such host',
      'https://api.cf.example cannot be reached. Check the network',
    ],
    [
      'a changed password',
      `${CF}oauth2: "unauthorized" "Bad credentials"`,
      'Cloud Foundry refuses the user or the password.',
    ],
    ['an expired session', '[Status: 401; Correlation ID: x]', 'SAP BTP no longer accepts the session of this run.'],
    [
      'a broker that fails',
      'cfclient error (CF-UnableToPerform|10009): provision could\nnot be completed: Service broker error: Status Code: 500, oops',
      'The service broker says: "Status Code: 500, oops". Run this again',
    ],
    [
      'a job that fails',
      'received state FAILED: cfclient error (CF-UnableToPerform|10009): Out of order',
      'Cloud Foundry has begun it and failed: "Out of order".',
    ],
    [
      'a stale catalogue',
      `${CF}cfclient error (CF-UnprocessableEntity|10008): Invalid service plan. Ensure that the service plan exists`,
      'The plan of it-rt is not in the Cloud Foundry marketplace',
    ],
    ['a time limit', 'timeout while waiting for async process', 'It took longer than the time limit.'],
    [
      'a taken instance name',
      `${CF}The service instance name is taken: isc-runtime.`,
      "A service instance named isc-runtime exists in the space already and is not in the Terraform state. Run 'btp-isc doctor'",
    ],
    [
      'a taken key name',
      "The service instance already has a key binding with name 'isc-1'.",
      "A service key named isc-1 exists already and is not in the Terraform state. Run 'btp-isc doctor'",
    ],
    [
      'a taken instance name with blanks and dots',
      `${CF}The service instance name is taken: ISC v1.2 of HR.`,
      'A service instance named ISC v1.2 of HR exists in the space already',
    ],
    [
      'a taken key name with an apostrophe',
      "The service instance already has a key binding with name 'Ada's key'.",
      "A service key named Ada's key exists already",
    ],
    [
      'a taken space name',
      'Could not create Space isc : executing POST request for /v3/spaces failed: cfclient error (CF-UnprocessableEntity|10008): Name must be unique per organization',
      "A space named isc exists in the org already and is not in the Terraform state. Run 'btp-isc doctor'",
    ],
    [
      'a taken space name with blanks',
      'Could not create Space HR integration (prod) : executing POST request for\n/v3/spaces failed: cfclient error (CF-UnprocessableEntity|10008): Name must be\nunique per organization',
      'A space named HR integration (prod) exists in the org already',
    ],
    [
      'a space that is given a taken name',
      'Could not update Space with ID 65811334-45d4-46a8-9e1b-4ba9b7311fa2: executing PATCH request for /v3/spaces/x failed: cfclient error (CF-UnprocessableEntity|10008): Name must be unique per organization',
      'Space 65811334-45d4-46a8-9e1b-4ba9b7311fa2 cannot be renamed: another space of the org has that name.',
    ],
    [
      'an update that fails',
      'Unable to verify service instance update\n\nService Instance update verification failed for HR runtime: received state FAILED while waiting for async process: cfclient error (CF-UnableToPerform|10009): Out of order',
      'The change of service instance HR runtime failed at SAP: "Out of order". SAP may have the old parameters. Running this again does nothing',
    ],
    [
      'an update that fails at the broker',
      'Unable to verify service instance update\n\nService Instance update verification failed for isc: received state FAILED while waiting for async process: cfclient error (CF-UnableToPerform|10009): update could not be completed: Service broker error: Status Code: 500, oops',
      'The change of service instance isc failed at SAP: "Service broker error: Status Code: 500, oops". SAP may',
    ],
    [
      'a deletion of what is gone',
      'executing DELETE request for /v3/service_credential_bindings/x failed: cfclient error (CF-ResourceNotFound|10010): not found',
      'What was to be deleted does not exist at SAP any more.',
    ],
    [
      'an environment that SAP/btp could not create',
      'environment instance is in failed state: CREATION_FAILED',
      'SAP BTP could not create the Cloud Foundry environment (CREATION_FAILED). It is not in the state',
    ],
    [
      'a lock file of another range',
      'Could not retrieve the list of available versions for provider sap/btp: locked provider registry.terraform.io/sap/btp 1.0.0 does not match\nconfigured version constraint >= 1.20.0; must use terraform init -upgrade to allow selection of new versions',
      "has provider registry.terraform.io/sap/btp in version 1.0.0, and its configuration asks for >= 1.20.0. Run 'terraform init -upgrade'",
    ],
  ])('%s', (_, text, sentence) => {
    const told = explain(box(text));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(sentence);
  });

  test('an interrupted run', () => {
    expect(explain('Interrupt received.\n╷\n│ Error: execution halted\n│ \n╵\n')).toEqual([
      expect.stringContaining('The run was interrupted. What was done is kept: run this again.'),
    ]);
  });
});

test('a capability that is not activated keeps its own sentence', () => {
  const told = explain(box('Service broker error: Cloud Integration is not activated in this tenant. Do it.'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('activate the capability Cloud Integration');
});

test.each([
  [
    'Missing Username',
    'The username must be set',
    'Credentials for SAP BTP are missing. Set BTP_USERNAME and BTP_PASSWORD.',
  ],
  [
    'unableToCreateClient',
    'global account acme2 does not exist',
    'The provider for SAP BTP cannot log in: "global account acme2 does not exist".',
  ],
  ['unableToCreateClient', 'Login failed. Check your credentials.', 'SAP BTP refuses the user or the password.'],
  [
    'API Error Creating Resource Subscription (Subaccount)',
    'No tenant can be onboarded',
    'SAP BTP could not subscribe: "No tenant can be onboarded".',
  ],
  [
    'Missing Resource Identity After Read',
    'The Terraform Provider unexpectedly returned no resource identity data',
    'SAP no longer has an object that is in the state, or this user may not see it: a.b (Missing Resource Identity After Read). ' +
      "If it was deleted: 'terraform state rm \"a.b\"' in the folder of the stack. 'btp-isc doctor' finds it",
  ],
])('the summary %s is explained, with what the detail says', (summary, detail, sentence) => {
  const told = explain(box(detail).replace('API Error', summary));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(sentence);
});

test('objects that are gone are each told by their address, and without one where terraform names none', () => {
  const gone = (place: string) => `╷\n│ Error: Missing Resource Identity After Read\n│ \n${place}│ The Provider\n╵\n`;
  const told = explain([gone('│   with a.b,\n│ \n'), gone('│   with a.c["x"],\n│ \n'), gone('')].join('\n'));
  expect(told).toEqual([
    expect.stringContaining('see it: a.b ('),
    expect.stringContaining('see it: a.c["x"] ('),
    expect.stringMatching(/see it \(Missing.*\)\. 'btp-isc doctor' finds it and gives the whole command\.$/),
  ]);
});

test('the failure of an update does not hide that of a creation in the same run', () => {
  const update =
    'Unable to verify service instance update\n\nService Instance update verification failed for isc: received state FAILED while waiting: cfclient error (CF-UnableToPerform|10009): No update';
  const create = 'cfclient error (CF-UnableToPerform|10009): No creation';
  expect(explain(box(update) + box(create))).toEqual([
    expect.stringContaining('failed at SAP: "No update"'),
    expect.stringContaining('Cloud Foundry has begun it and failed: "No creation"'),
  ]);
});

describe('a state that another run has locked', () => {
  const INFO = `
Lock Info:
  ID:        ccf96f7f-bc44-3d11-3744-1981945914c9
  Path:      t.tfstate
  Operation: OperationTypeApply
  Who:       me@laptop
  Version:   1.11.4
  Created:   2026-11-24 03:35:35.883273995 +0000 UTC
  Info:      `;
  const error = (text: string) =>
    explain(`╷\n│ Error: Error acquiring the state lock\n│ \n${text.replace(/^/gm, '│ ')}\n╵\n`);

  test('is explained with who holds it, since when, and how to go on', () => {
    expect(error(`Error message: resource temporarily unavailable${INFO}`)).toEqual([
      'Another run holds the lock of the state: me@laptop (Apply), since 2026-11-24 03:35:35 UTC. ' +
        "Wait until it has ended, or let 'btp-isc review' and 'btp-isc apply' wait for it: --lock-timeout 10m. " +
        'If that run is gone, remove its lock in the folder of the stack: terraform force-unlock ccf96f7f-bc44-3d11-3744-1981945914c9',
    ]);
  });

  test('by backend http, of which terraform shows its own lock in place of the other', () => {
    expect(error(`Error message: HTTP remote state already locked: ID=other-id${INFO}`)).toEqual([
      'Another run holds the lock of the state (backend http, which does not tell who). ' +
        "Wait until it has ended, or let 'btp-isc review' and 'btp-isc apply' wait for it: --lock-timeout 10m. " +
        'If that run is gone, remove its lock in the folder of the stack: terraform force-unlock other-id',
    ]);
  });

  test.each([
    ['pg, of which it does too', `Error message: Workspace is already locked: default${INFO}`],
    ['pg, while a workspace is made', `Error message: Already locked for workspace creation: default${INFO}`],
    ['HCP', 'Error message: workspace already locked (lock ID: "acme/hr-dev")'],
  ])('by backend %s', (_, text) => {
    expect(error(text)).toEqual([
      "Another run holds the lock of the state. Wait until it has ended, or let 'btp-isc review' and 'btp-isc apply' wait for it: --lock-timeout 10m.",
    ]);
  });

  test('what is wrong with a state that cannot be read is told whole', () => {
    expect(
      error(
        'Error message: 2 problems:\n\n- Unsupported state file format: The state file could not be parsed as JSON:\n' +
          'syntax error at byte offset 300.\n- Unsupported state file format: no "version".\n\nTerraform acquires a state lock',
      ),
    ).toEqual([
      expect.stringContaining(
        '"2 problems: - Unsupported state file format: The state file could not be parsed as JSON: syntax error at byte offset 300. - Unsupported state file format: no "version"."',
      ),
    ]);
  });

  test('a backend that cannot be asked is not taken for one that is locked', () => {
    expect(error('Error message: HTTP remote state endpoint requires auth\n\nTerraform acquires a state lock')).toEqual(
      [
        'The state cannot be locked: "HTTP remote state endpoint requires auth". Check the address of the state and the credentials for it (docs/state.md).',
      ],
    );
  });
});

describe('what terraform says of a failure', () => {
  const PLAIN = `
Warning: Deprecated

Not an error.

Error: Error refreshing state: 2 problems:

- Unsupported state file format: The state file could not be parsed as JSON:
  syntax error at byte offset 300.
- Unsupported state file format: The state file has no "version".

Error: Something new

  with cloudfoundry_space.Space,
  on cdk.tf.json line 7:

The last words matter:
    terraform fix-it
`;
  const told = [
    'Error: Error refreshing state: 2 problems:\n- Unsupported state file format: The state file could not be parsed as JSON:\n' +
      '  syntax error at byte offset 300.\n- Unsupported state file format: The state file has no "version".',
    'Error: Something new\n  with cloudfoundry_space.Space,\n  on cdk.tf.json line 7:\nThe last words matter:\n    terraform fix-it',
  ];
  const framed = PLAIN.trim()
    .split(/\n(?=Error:)/)
    .map((error) => `╷\n${error.replace(/^/gm, '│ ')}\n╵`)
    .join('\nsome_resource.x: Creating...\n');

  test.each([
    ['without frames', PLAIN],
    ['in frames, with other lines between', `${framed}\nterraform exited with code 1`],
    ['twice', framed + framed],
  ])('is told whole, each error once: %s', (_, stderr) => {
    expect(failureText({ code: 1, stdout: 'Plan: 1 to add', stderr }).split('\n')).toEqual(told.join('\n').split('\n'));
  });

  test('is told besides what we have a sentence for', () => {
    const stderr = `${PLAIN}\nError: The root module input variable "SECRET" is not set\n`;
    const lines = failureText({ code: 1, stdout: '', stderr }).split('\n');
    expect(lines[0]).toMatch(/^The environment variable TF_VAR_SECRET is not set\./);
    expect(lines.slice(1)).toEqual(told.join('\n').split('\n'));
  });

  test('is everything, where it is no error', () => {
    const lines = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
    expect(failureText({ code: 1, stdout: '', stderr: lines })).toBe(lines);
  });

  test('of a state that it could not save is never replaced by a sentence of ours', () => {
    const rescue =
      'Error: Failed to save state\nGet "https://x.example/s": dial tcp: connection refused\nterraform state push errored.tfstate';
    expect(explainErrors([rescue])).toEqual([rescue]);
  });
});
