import { type IConstruct, Node } from 'constructs';
import { KEY_SUFFIX_LENGTH, MAX_NAME_LENGTH } from '../core/names';
import { generatedName } from './generated-name';
import type { KeyType } from './key-type';
import type { IProcessIntegrationRuntime } from './process-integration-runtime';

export interface KeyName {
  readonly name: string;
  /** Ends the name where parameters can change; may be a Terraform expression. */
  readonly suffix: string;
  /** Characters that are left for `name`. */
  readonly longest: number;
}

/** The name of a key, made from its construct id when it has none; one that is imported has its exact name already. */
export function nameOfKey(
  key: IConstruct,
  keyType: KeyType,
  props: { readonly name?: string; readonly importId?: string; readonly runtime: IProcessIntegrationRuntime },
): KeyName {
  const suffix = props.importId === undefined ? keyType.nameSuffix(props.runtime.planName) : '';
  const longest = MAX_NAME_LENGTH - (suffix === '' ? 0 : KEY_SUFFIX_LENGTH);
  return { name: props.name ?? generatedName(key, ownerOf(key, props.runtime), longest), suffix, longest };
}

/** Names need to differ within the instance only, so the path below it is enough. */
function ownerOf(key: IConstruct, runtime: IProcessIntegrationRuntime): IConstruct {
  const { scopes, root } = Node.of(key);
  return scopes.includes(runtime) ? runtime : root;
}
