import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jsiiTool } from './jsii';
import { moduleDir } from './jsii-module';
import { hasArtifact, mavenRepository } from './maven';
import type { Progress } from './progress';

/** Languages other than TypeScript that get a package, by the names that jsii gives them. */
export const LANGUAGES = ['python', 'java'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where their packages are made; below it a folder for each language. */
export const languagesDir = dirname(moduleDir);

/**
 * Makes the package of the module that has been compiled: for Python a wheel, for Java a folder as of a Maven repository.
 *
 * @returns the folder that it is in
 */
export async function packFor(language: Language, progress: Progress): Promise<string> {
  const out = join(languagesDir, language);
  rmSync(out, { recursive: true, force: true });
  if (language === 'java') await ensureCdktfForJava(progress);
  await progress.step(`Packing for ${language}`, () => pack(language, moduleDir, languagesDir));
  return out;
}

/** Where Maven's repositories lack the Java package of cdktf, it is made of the npm package, which has all that it takes. */
async function ensureCdktfForJava(progress: Progress): Promise<void> {
  const module = dirname(require.resolve('cdktf/package.json'));
  const { version } = JSON.parse(readFileSync(join(module, 'package.json'), 'utf8'));
  if (await hasArtifact(`com.hashicorp:cdktf:${version}`)) return;
  await progress.step('Making the Java package of cdktf, which Maven cannot get (once)', () =>
    pack('java', module, join(languagesDir, 'cdktf')),
  );
}

const pack = (language: Language, module: string, outdir: string) =>
  jsiiTool(
    'jsii-pacmak',
    ['-t', language, '-o', outdir, '--maven-local-repository', mavenRepository, module],
    moduleDir,
  );
