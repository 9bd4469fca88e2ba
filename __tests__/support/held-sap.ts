import type { TestSap } from './local-sap';

/** Nothing that is begun ends before it is let go. */
export const HELD = { jobDelaySeconds: 300 };

export async function hold({ urls }: TestSap): Promise<void> {
  await fetch(`${urls.adminUrl}/faults`, { method: 'POST', body: JSON.stringify(HELD) });
}

export async function letGo({ urls }: TestSap): Promise<void> {
  await fetch(`${urls.adminUrl}/faults`, { method: 'POST', body: JSON.stringify({ jobDelaySeconds: 0.1 }) });
  const body = JSON.stringify({ advanceSeconds: HELD.jobDelaySeconds });
  await fetch(`${urls.adminUrl}/clock`, { method: 'POST', body });
}

export const CREATES_INSTANCE = 'POST /cf/v3/service_instances';

/** Resolves as soon as a deployment has sent a request; while it is held, it waits for its end. */
export async function asked(sap: TestSap, request: string, times = 1): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (sap.changes().filter((each) => each === request).length >= times) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nobody has sent ${request}: ${sap.changes().join(', ')}`);
}
