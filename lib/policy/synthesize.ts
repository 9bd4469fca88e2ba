import { AnnotationMetadataEntryType, type App } from 'cdktf';
import { harmless } from '../core/harmless';

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
    app.synth();
  } catch (error) {
    refused = error;
  }
  const said = annotations(app);
  const textsOf = (level: string) => said.filter(({ type }) => type === level).map(({ text }) => text);
  const byCdktf = process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS !== undefined;
  if (!byCdktf) for (const text of textsOf(WARN)) process.stderr.write(harmless(`warning: ${text}\n`));
  if (refused === undefined) return;
  const errors = textsOf(ERROR);
  throw errors.length > 0 ? new PolicyError(harmless(errors.join('\n'))) : refused;
}

const { ERROR, WARN } = AnnotationMetadataEntryType;

/** The warnings and errors of an app, each with the path of its construct. */
function annotations(app: App): { readonly type: string; readonly text: string }[] {
  return app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === WARN || type === ERROR)
        .map(({ type, data }) => ({ type, text: `${node.path}: ${data}` })),
    );
}
