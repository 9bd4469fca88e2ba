import type { Finding, PlanRule } from './rule';

/** Where the landscape says something about a stack; lines count from 1. */
export type LocationOf = (stack: string) => { readonly uri: string; readonly startLine: number };

/** Findings as a SARIF 2.1.0 log (OASIS, "Static Analysis Results Interchange Format"), which code hosts show inline. */
export function sarif(
  findings: readonly Finding[],
  rules: readonly PlanRule[],
  version: string,
  locationOf: LocationOf,
): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'btp-isc', semanticVersion: version, rules: rules.map(describeRule) },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, rules, locationOf)),
      },
    ],
  };
}

function describeRule(rule: PlanRule): object {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.reason },
    help: { text: rule.fix },
    defaultConfiguration: { level: rule.level },
  };
}

function result(finding: Finding, rules: readonly PlanRule[], locationOf: LocationOf): object {
  const { uri, startLine } = locationOf(finding.stack);
  const accepted = finding.acknowledged;
  return {
    ruleId: finding.rule,
    ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
    level: finding.level,
    message: { text: `${finding.stack}: ${finding.message}. Fix: ${finding.fix}.` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine } },
        logicalLocations: [{ fullyQualifiedName: `${finding.stack}/${finding.address}`, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'btpIscFinding/v1': `${finding.rule}/${finding.stack}/${finding.address}` },
    suppressions: accepted === undefined ? [] : [{ kind: 'external', status: 'accepted', justification: accepted }],
  };
}
