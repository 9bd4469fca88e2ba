import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';
import { availableCli } from './programs';

/**
 * Puts what was measured into a document, between `<!-- name: written by … -->` and `<!-- end of name -->`.
 *
 * @throws where the document has no such marks
 */
export function writeSection(document: string, name: string, text: string): void {
  const file = join(projectRoot, document);
  const before = readFileSync(file, 'utf8');
  const section = new RegExp(`(<!-- ${name}: [^>]* -->\\n)[\\s\\S]*(\\n<!-- end of ${name} -->)`);
  if (!section.test(before)) throw new Error(`${document} has no marks for ${name}`);
  writeFileSync(
    file,
    before.replace(section, (_, begin, end) => `${begin}\n${text}\n${end}`),
  );
}

/** When and with what it was measured. */
export function provenance(): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  const { cli, env: tools } = availableCli();
  const env = { ...process.env, ...tools };
  const answer = execFileSync(cli.path, ['version', '-json'], { encoding: 'utf8', env });
  const { terraform_version } = JSON.parse(answer) as { terraform_version: string };
  const day = new Date().toISOString().slice(0, 10);
  return `Run on ${day} with ${cli.product} ${terraform_version}, Node.js ${process.versions.node}, cdktf-btp-isc ${version}.`;
}
