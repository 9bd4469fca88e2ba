import { AnnotationMetadataEntryType, type App, TerraformStack } from 'cdktf';

import { withoutCreationStacks } from '../terraform/creation-stacks';

/** Policies refused what was to be synthesized; the message is complete in itself. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/**
 * `app.synth()` for an app that may be run by hand: there its warnings go to stderr and its errors become one
 * PolicyError. The cdktf command shows both itself, from the manifest.
 *
 * @throws PolicyError
 */
export function synthesize(app: App): void {
  let refused: unknown;
  try {
    withoutCreationStacks(() => app.synth());
  } catch (error) {
    refused = error;
  }
  const errors = annotations(app, AnnotationMetadataEntryType.ERROR);
  const byCdktf = process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS !== undefined;
  if (!byCdktf)
    for (const text of annotations(app, AnnotationMetadataEntryType.WARN)) process.stderr.write(`warning: ${text}\n`);
  if (refused !== undefined) throw errors.length > 0 ? new PolicyError(errors.join('\n')) : refused;
}

function annotations(app: App, level: AnnotationMetadataEntryType): string[] {
  const stacks = app.node.findAll().filter(TerraformStack.isStack);
  return stacks
    .flatMap((stack) => stack.node.findAll())
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === level).map(({ data }) => `${node.path}: ${data}`),
    );
}
