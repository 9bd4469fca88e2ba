import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type Page, proseOf, readPage } from '../../../docs/generate/markdown';
import { projectRoot } from '../../../toolchain/paths';

/** Targets of a page's links and images, with their lines. */
export function links(page: Page): { line: number; target: string }[] {
  return proseOf(page)
    .split('\n')
    .flatMap((text, at) =>
      [...text.replace(/`[^`]*`/g, '``').matchAll(/\]\(([^()\s]*(?:\([^()\s]*\))?[^()\s]*)\)/g)].map(
        ([, target = '']) => ({ line: at + 1, target }),
      ),
    );
}

/** The anchors that the code host makes of headings: what is no letter, digit, hyphen or space goes, spaces become hyphens. */
function anchors(page: Page): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...proseOf(page).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, text = '']) => text);
  const own = [...page.text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id);
  return new Set([
    ...own,
    ...headings.map((heading) => {
      const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
      const slug = words.replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replaceAll(' ', '-');
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      return times === 0 ? slug : `${slug}-${times}`;
    }),
  ]);
}

/** Of each page once: the reference alone has a thousand links into itself. */
const known = new Map<string, Set<string>>();

function anchorsOf(path: string): Set<string> {
  const found = known.get(path) ?? anchors(readPage(path));
  known.set(path, found);
  return found;
}

/** Why a target cannot be reached; what lies outside the project is not asked for. */
export function linkProblem(page: Page, target: string): string | undefined {
  if (/^https?:/.test(target)) return undefined;
  const [file = '', anchor] = target.split('#');
  const path = file ? normalize(join(dirname(page.path), file)) : page.path;
  if (path.startsWith('..')) return 'leads out of the project';
  if (!existsSync(join(projectRoot, path))) return `${path} does not exist`;
  if (anchor === undefined) return undefined;
  if (statSync(join(projectRoot, path)).isDirectory() || !path.endsWith('.md')) return 'only pages have anchors';
  return anchorsOf(path).has(anchor) ? undefined : `${path} has no heading #${anchor}`;
}
