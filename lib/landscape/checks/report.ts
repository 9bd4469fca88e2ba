import type { Problem, Problems } from '../../core/problems';
import type { Path, YamlDocument } from '../document';
import { type LandscapeProblem, pathText } from '../landscape-error';
import type { SubaccountEntry } from '../schema';
import type { SubaccountWithDefaults } from '../settings';

/** The path to a value with dots and brackets, as the value checks name it, e.g. `roles[1]`. */
export const steps = (property: string): Path =>
  [...property.matchAll(/[^.[\]]+/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step));

/** The problems of a construct's props, named as the landscape names the settings behind them. */
export function renamed(problems: Problems, names: Readonly<Record<string, string>>): Problems {
  return problems.map((problem) => {
    const [first = '', ...rest] = problem.property.split(/(?=[.[])/);
    const name = names[first] ?? first;
    const fix = problem.fix.replace(`write ${first}:`, `write ${name}:`);
    return { ...problem, property: [name, ...rest].join(''), fix };
  });
}

/** The same one level deeper. */
export const within = (group: string, problems: Problems): Problems =>
  problems.map((problem) => ({ ...problem, property: problem.property ? `${group}.${problem.property}` : group }));

/** Collects what is wrong with a landscape, each problem with its place in the file. */
export class Report {
  readonly problems: LandscapeProblem[] = [];

  constructor(private readonly document: YamlDocument) {}

  /** Problems of values below a place. */
  add(at: Path, problems: Problems): void {
    for (const problem of problems) this.addAt([...at, ...steps(problem.property)], [problem]);
  }

  /** Problems of the value at a place. */
  addAt(path: Path, problems: Problems): void {
    for (const problem of problems)
      this.problems.push({ ...problem, property: pathText(path), position: this.document.positionOf(path) });
  }

  /** The same, for a place that several entries inherit from. */
  addOnce(at: Path, problem: Problem): void {
    const property = pathText([...at, ...steps(problem.property)]);
    if (!this.problems.some((known) => known.property === property)) this.add(at, [problem]);
  }

  /**
   * Problems of settings with defaults beneath them: named where the setting stands.
   *
   * @param own the entry as it stands in the file
   * @param inheritedAt place of the defaults
   */
  addInherited(at: Path, own: object, inheritedAt: Path, problems: Problems): void {
    for (const problem of problems) {
      const setting = steps(problem.property)[0] as keyof typeof own;
      const inherited = own[setting] === undefined && this.document.has([...inheritedAt, setting]);
      if (inherited) this.addOnce(inheritedAt, problem);
      else this.add(at, [problem]);
    }
  }

  /** Problems of a group whose settings have defaults beneath them, one by one: named where each setting stands. */
  addToGroup(at: Path, group: string, entry: object, problems: Problems): void {
    const own = (entry as Record<string, object | undefined>)[group] ?? {};
    this.addInherited([...at, group], own, ['defaults', group], problems);
  }

  /** Two entries that would become the same thing: named at the second, with the line of the first. */
  unique(entries: readonly (readonly [value: string | undefined, path: Path])[], what: string): void {
    const first = new Map<string, Path>();
    for (const [value, path] of entries) {
      if (value === undefined) continue;
      const earlier = first.get(value);
      if (!earlier) {
        first.set(value, path);
        continue;
      }
      const wrong = `is '${value}' again, as in line ${this.document.positionOf(earlier).line}`;
      const fix = 'change one of the two or remove it';
      this.add([], [{ property: pathText(path), wrong, allowed: `each ${what} once`, fix }]);
    }
  }
}

/** Settings that have no effect on something that exists already and is only used. */
export function settingsIgnoredForExisting(
  settings: { readonly existing?: boolean },
  others: readonly string[],
): Problem[] {
  if (!settings.existing) return [];
  return others
    .filter((name) => (settings as Record<string, unknown>)[name] !== undefined)
    .map((name) => ({
      property: name,
      wrong: 'is given beside existing: true, where it would have no effect',
      allowed: 'existing: true without it',
      fix: `remove ${name}, or write import: with its UUID instead of existing: true to manage it here`,
    }));
}

/** A subaccount entry under examination. */
export interface SubaccountUnderCheck {
  readonly report: Report;
  /** As it stands in the file. */
  readonly entry: SubaccountEntry;
  /** The same with every default applied. */
  readonly settings: SubaccountWithDefaults;
  /** Where it stands. */
  readonly at: Path;
  /** Contents of the certificate files that keys name. */
  readonly certificates: ReadonlyMap<string, string>;
}
