import type { Context } from 'hono';
import { z } from 'zod';
import { describeIssues } from '../zod-issues';
import { NeoError } from './neo-error';

const named = z.strictObject({ name: z.string().min(1) });

export const groupsMessage = z.strictObject({ groups: z.array(named) });
export const usersMessage = z.strictObject({ users: z.array(named) });

/** More than the name may be given: what a GET showed may be sent back. */
export const rolesMessage = z.strictObject({ roles: z.array(z.looseObject({ name: z.string().min(1) })) });

/** The keys besides name are a guess there too (facts: sap 4.3). */
export const roleReferencesMessage = z.strictObject({
  roles: z.array(
    z.looseObject({ name: z.string().min(1), applicationName: z.string().min(1), providerAccount: z.string().min(1) }),
  ),
});

export async function readMessage<T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    throw new NeoError(400, 'The body is not JSON');
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new NeoError(400, describeIssues(parsed.error));
}

export function requireQuery(c: Context, name: string): string {
  const value = c.req.query(name);
  if (!value) throw new NeoError(400, `The query parameter ${name} is missing`);
  return value;
}
