import { inShell } from '../terminal/in-shell';
import type { RotationStep } from './begin';
import type { RotatedKey } from './rotation';

/** Which of the three steps was taken. */
export type Action = 'begin' | 'retire' | 'abort';

/** What a person does next, in this order. */
export function nextSteps(action: Action, rotated: RotatedKey, step: RotationStep, connector: string): string[] {
  const name = inShell(rotated.subaccount.name);
  const deploy = `deploy: btp-isc review, then btp-isc apply (or: npx cdktf deploy ${name})`;
  const users = rotated.connectors.map((one) => `'${one.name}'`).join(', ');
  const rotate = `btp-isc rotate ${inShell(connector)} --subaccount ${name}`;
  if (action === 'retire') {
    return [
      `make sure that in ISC ${users} has the values of the sheet (btp-isc sheet --subaccount ${name} --reveal): nothing but ISC knows what was typed into it`,
      `${deploy}; the old secret is refused from then on`,
    ];
  }
  const old = step.old.length === 1 ? ` ${inShell(step.old[0] ?? '')}` : '';
  if (action === 'abort') {
    const back = `make sure that in ISC ${users} has the values of the sheet again (btp-isc sheet --subaccount ${name} --reveal)`;
    return step.old.length === 0 ? [deploy, back] : [deploy, back, `${rotate} --retire${old}, and deploy again`];
  }
  return [
    `${deploy}; the old key stays and works`,
    `btp-isc verify --subaccount ${name}`,
    `type the new values into ISC, for ${users}: btp-isc sheet --subaccount ${name} --reveal`,
    `see an event arrive from ISC, then: ${rotate} --retire${old}, and deploy again`,
  ];
}
