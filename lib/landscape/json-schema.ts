import { z } from 'zod';
import { landscapeSchema } from './schema';

/** The JSON Schema of a landscape file (draft 2020-12), for editors; published as `landscape.schema.json`. */
export function landscapeJsonSchema(): object {
  const { required, ...schema } = z.toJSONSchema(landscapeSchema, { io: 'input', reused: 'ref' });
  // A landscape with Neo subaccounts only needs nothing else.
  return { title: 'Landscape of cdktf-btp-isc', ...schema, anyOf: [{ required }, { required: ['neoAccounts'] }] };
}
