import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ToolchainError } from './errors';
import { toolchainDir } from './paths';
import { run } from './run';

/** A local repository of the toolchain's own, so that nothing of the user's is changed. */
export const mavenRepository = join(toolchainDir, 'maven');

/** `group:artifact:version` */
type Artifact = `${string}:${string}:${string}`;

/** Whether an artifact can be had: it is in the local repository already, or a remote one has it. */
export async function hasArtifact(artifact: Artifact): Promise<boolean> {
  const [group = '', name = '', version = ''] = artifact.split(':');
  if (existsSync(join(mavenRepository, ...group.split('.'), name, version, `${name}-${version}.jar`))) return true;
  const done = await run('mvn', [
    '-q',
    `-Dmaven.repo.local=${mavenRepository}`,
    'dependency:get',
    `-Dartifact=${artifact}`,
  ]);
  if (done.code === null)
    throw new ToolchainError('The package for Java needs Maven and a JDK: install both, with mvn on PATH.');
  return done.code === 0;
}
