import { z } from 'zod';
import { landscapeSchema } from './schema';

/** The JSON Schema of a landscape file (draft 2020-12), for editors; published as `landscape.schema.json`. */
export function landscapeJsonSchema(): object {
  const schema = z.toJSONSchema(landscapeSchema, { io: 'input', reused: 'ref' });
  return { title: 'Landscape of cdktf-btp-isc', ...schema };
}
