#!/usr/bin/env node
// Stands for terraform where a test asks what btp-isc wants of it: notes its arguments with their times, and answers
// as terraform does for a landscape that is deployed and has one change.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const args = process.argv.slice(2);
const stack = basename(process.cwd());
const { RECORDED_CALLS, RECORDED_URL } = process.env;
const note = (event) => appendFileSync(RECORDED_CALLS, `${JSON.stringify({ event, stack, args })}\n`);

const change = (address, type, actions, before, after) => ({
  address,
  mode: 'managed',
  type,
  name: 'it',
  change: { actions, before, after, after_unknown: {}, before_sensitive: {}, after_sensitive: {} },
});
const entitlement = { service_name: 'it-rt', plan_name: 'integration-flow', amount: 1, id: 'it-rt' };
const PLAN = {
  format_version: '1.2',
  resource_changes: [
    change('btp_subaccount_entitlement.it', 'btp_subaccount_entitlement', ['delete'], entitlement, null),
  ],
};

const object = (type, attributes) => ({ mode: 'managed', type, name: 'it', instances: [{ attributes }] });
const key = (name) =>
  object('cloudfoundry_service_credential_binding', {
    name,
    service_instance: 'instance',
    created_at: '2026-01-01T00:00:00Z',
    credential_binding: JSON.stringify({
      credentials: { oauth: { clientid: `sb-${name}`, clientsecret: `fake-secret-of-${name}` } },
    }),
  });
const STATE = {
  version: 4,
  resources: [
    object('cloudfoundry_service_instance', { id: 'instance', name: 'isc-runtime' }),
    ...['isc-2026-05', 'isc-2026-11'].map(key),
  ],
};

const connector = (prefix) => ({
  [`${prefix}_endpoint_url`]: { value: `${RECORDED_URL}/${stack}/http/sf/${prefix}` },
  [`${prefix}_authentication`]: { value: 'OAuth2 Client Credentials Grant' },
  [`${prefix}_token_endpoint`]: { value: `${RECORDED_URL}/oauth/token` },
  [`${prefix}_client_id`]: { value: 'sb-isc-2026-11' },
  [`${prefix}_client_secret`]: { value: 'fake-secret-of-isc-2026-11', sensitive: true },
});

const ANSWERS = {
  version: () => 'Terraform v1.11.4\n',
  init: () => void mkdirSync('.terraform', { recursive: true }),
  output: () => JSON.stringify({ ...connector('employee_hired'), ...connector('employee_left') }),
  show: () => JSON.stringify(PLAN),
  state: () => JSON.stringify(STATE),
  plan: () => {
    const out = args.find((arg) => arg.startsWith('-out='))?.slice(5);
    if (out) writeFileSync(out, 'fake plan');
    process.exitCode = args.includes('-detailed-exitcode') ? 2 : 0;
    return 'Plan: 0 to add, 0 to change, 1 to destroy.\n';
  },
  apply: () => '',
};

note('begins');
// Long enough that what may run side by side does.
setTimeout(
  () => {
    process.stdout.write(ANSWERS[args[0]]?.() ?? '');
    note('ends');
  },
  args[0] === 'plan' || args[0] === 'apply' ? 400 : 0,
);
