import { mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { buildGoProgram } from './go';
import { toolchainDir } from './paths';
import type { Progress } from './progress';
import { type ProviderSpec, providers } from './providers';

const mirrorDir = join(toolchainDir, 'mirror');

/** Both products look below their own registry's name for the same addresses. */
const REGISTRIES = ['registry.terraform.io', 'registry.opentofu.org'];

/** Builds every provider that is not built yet and returns the CLI configuration that makes terraform use them. */
export async function buildMirror(progress: Progress): Promise<{ cliConfigFile: string; fingerprint: string }> {
  const built: string[] = [];
  for (const spec of providers) {
    const dir = await buildGoProgram(
      {
        dir: spec.module.dir,
        package: spec.module.package,
        file: `terraform-provider-${spec.name}_v${spec.module.version}`,
        title: `Building the provider ${spec.source} ${spec.module.version}`,
      },
      progress,
    );
    for (const registry of REGISTRIES) link(dir, packageDir(registry, spec));
    built.push(basename(dir));
  }
  return { cliConfigFile: writeCliConfig(), fingerprint: built.join('\n') };
}

function packageDir(registry: string, spec: ProviderSpec): string {
  const os = platform() === 'win32' ? 'windows' : platform();
  const cpu = arch() === 'x64' ? 'amd64' : arch();
  return join(mirrorDir, registry, ...spec.source.split('/'), spec.module.version, `${os}_${cpu}`);
}

function link(target: string, path: string): void {
  try {
    if (readlinkSync(path) === target) return;
  } catch {
    // not there yet
  }
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'dir');
}

function writeCliConfig(): string {
  const file = join(toolchainDir, 'terraform.rc');
  writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirrorDir)}\n  }\n}\n`,
  );
  return file;
}
