import type { Problems } from '../core/problems';
import { checkOneOf } from '../core/rules';

/** Where a region's services answer. */
export interface NeoRegionHosts {
  /** Host of the platform: `oauthasservices-<account>.<host>`, `api.<host>`. */
  readonly host: string;
  /** Host below which the nodes of Cloud Integration answer. */
  readonly nodeHost: string;
}

const oneHost = (host: string): NeoRegionHosts => ({ host, nodeHost: host });

/**
 * Regions of the Neo environment and their hosts (SAP Help, "Regions and Hosts Available for the Neo Environment").
 * neo-eu1 has two; the platform is reached by the first, the nodes of Cloud Integration by the second.
 */
export const NEO_REGIONS: Readonly<Record<string, NeoRegionHosts>> = {
  'neo-ae1': oneHost('ae1.hana.ondemand.com'),
  'neo-ap1': oneHost('ap1.hana.ondemand.com'),
  'neo-br1': oneHost('br1.hana.ondemand.com'),
  'neo-ca1': oneHost('ca1.hana.ondemand.com'),
  'neo-cn1': oneHost('cn1.platform.sapcloud.cn'),
  'neo-eu1': { host: 'hana.ondemand.com', nodeHost: 'eu1.hana.ondemand.com' },
  'neo-eu2': oneHost('eu2.hana.ondemand.com'),
  'neo-eu3': oneHost('eu3.hana.ondemand.com'),
  'neo-jp1': oneHost('jp1.hana.ondemand.com'),
  'neo-sa1': oneHost('sa1.hana.ondemand.com'),
  'neo-us1': oneHost('us1.hana.ondemand.com'),
  'neo-us2': oneHost('us2.hana.ondemand.com'),
  'neo-us3': oneHost('us3.hana.ondemand.com'),
  'neo-us4': oneHost('us4.hana.ondemand.com'),
};

/** A region by its key; somebody who writes the host or leaves out `neo-` is told the key that is meant. */
export function checkNeoRegion(property: string, value: string | undefined): Problems {
  const keys = Object.keys(NEO_REGIONS);
  const problems = checkOneOf(property, value, keys);
  const meant = keys.find((key) => value && namesOf(key).includes(value.toLowerCase()));
  return meant ? problems.map((problem) => ({ ...problem, fix: `did you mean '${meant}'?` })) : problems;
}

function namesOf(key: string): (string | undefined)[] {
  return [key.replace('neo-', ''), NEO_REGIONS[key]?.host, NEO_REGIONS[key]?.nodeHost, key];
}
