import { oneLine } from '../../lib/core/harmless';
import type { Landscape } from '../../lib/landscape/landscape';

/**
 * The landscape as a Mermaid flowchart, which code hosts draw: events of ISC, the connectors that send them, the
 * runtimes that receive them, by subaccount.
 */
export function landscapeGraph(landscape: Landscape): string {
  const lines = ['flowchart LR', `  isc(["Intelligent Services Center"])`];
  for (const [s, { name, runtimes, connectors, space }] of landscape.subaccounts.entries()) {
    const id = (kind: string, index: number) => `${kind}${s}_${index}`;
    lines.push(`  subgraph s${s}["${label(`subaccount ${name}, space ${space.name}`)}"]`);
    for (const [r, runtime] of runtimes.entries()) {
      const roles = runtime.roles?.join(', ') ?? 'ESBMessaging.send';
      lines.push(`    ${id('r', r)}["${label(runtime.name)}<br/>${label(runtime.plan)}: ${label(roles)}"]`);
    }
    lines.push('  end');
    for (const [c, connector] of connectors.entries()) {
      const runtime = runtimes.findIndex(({ name: each }) => each === connector.runtime);
      lines.push(`  ${id('c', c)}(["${label(connector.name)}"])`);
      lines.push(
        `  isc --> ${id('c', c)} -- "${label(connector.key)}<br/>${label(connector.endpoint)}" --> ${id('r', runtime)}`,
      );
    }
  }
  for (const [s, { name, subscription, connectors }] of landscape.neoAccounts.entries()) {
    lines.push(
      `  subgraph n${s}["${label(`Neo subaccount ${name}`)}"]`,
      `    n${s}_r["${label(subscription)}"]`,
      '  end',
    );
    for (const [c, connector] of connectors.entries()) {
      lines.push(`  n${s}_c${c}(["${label(connector.name)}"])`);
      lines.push(
        `  isc --> n${s}_c${c} -- "${label(connector.clientId)}<br/>${label(connector.endpoint)}" --> n${s}_r`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Mermaid reads entities. Of these signs, quotes would end the label, and others be a directive, Markdown, a formula or a link. */
const label = (text: string) => oneLine(text).replace(/["<>&#;%{}`$\\]/g, (sign) => `#${sign.charCodeAt(0)};`);
