import type { IConstruct } from 'constructs';
import { HASH_LENGTH, SERVICE_NAME_PATTERN, shortHash } from '../core/names';

/**
 * A name for what a construct creates, from the path of construct ids below another construct: the same at every synth
 * and on every machine. A single id that is a valid name is taken as it is; anything else is made valid and gets a hash
 * of the path, so that two paths never meet in one name.
 */
export function generatedName(construct: IConstruct, below: IConstruct, maxLength: number): string {
  const path = construct.node.path.slice(below.node.path.length).replace(/^\//, '');
  if (SERVICE_NAME_PATTERN.test(path) && path.length <= maxLength) return path;
  const readable = path.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, maxLength - HASH_LENGTH - 1);
  return `${readable}-${shortHash(path)}`;
}
