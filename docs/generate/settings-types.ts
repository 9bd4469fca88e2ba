import type { z } from 'zod';
import { neoAccountEntry } from '../../lib/landscape/neo';
import { landscapeSchema, subaccount } from '../../lib/landscape/schema';

/** Names of the groups of settings, by the way to them. */
const NAMES: Readonly<Record<string, string>> = {
  subaccount: 'SubaccountWithDefaults',
  'subaccount.create': 'NewSubaccountSettings',
  'subaccount.cloudFoundry': 'CloudFoundrySettings',
  'subaccount.integrationSuite': 'IntegrationSuiteSettings',
  'subaccount.entitlements': 'EntitlementSettings',
  'subaccount.roleCollections': 'RoleCollectionSettings',
  'subaccount.space': 'SpaceSettings',
  'subaccount.members': 'MemberSettings',
  'subaccount.acknowledge': 'AcknowledgedRule',
  'subaccount.runtimes': 'RuntimeWithDefaults',
  'subaccount.runtimes.keys': 'KeyWithDefaults',
  'subaccount.connectors': 'ConnectorWithDefaults',
  directory: 'DirectorySettings',
  'directory.entitlements': 'DirectoryEntitlementSettings',
  neoAccount: 'NeoAccountWithDefaults',
  'neoAccount.urls': 'NeoUrlSettings',
  'neoAccount.connectors': 'NeoConnectorWithDefaults',
};

/** As many words of a closed list stand in a type; a longer list is a text for the compiler. */
const MAXIMUM_WORDS = 6;

/** The settings of a landscape as TypeScript, with the words of the schema: types without the library that checks them. */
export function settingsTypes(): string {
  const interfaces: string[] = [];
  const typeOf = (schema: z.ZodType, path: string): string => {
    const { def } = schema;
    if (def.type === 'optional' || def.type === 'default') return typeOf(innerOf(schema), path);
    if (def.type === 'array') {
      const element = typeOf((schema as z.ZodArray<z.ZodType>).element, path);
      return element.includes('|') ? `readonly (${element})[]` : `readonly ${element}[]`;
    }
    if (def.type === 'record') return 'Readonly<Record<string, string>>';
    if (def.type === 'object') return interfaceOf(schema as z.ZodObject, path);
    const words = def.type === 'enum' ? (schema as z.ZodEnum).options : (wordsOf(schema).enum ?? []);
    const isClosed = words.length > 0 && words.length <= MAXIMUM_WORDS;
    return isClosed ? words.map((word) => `'${word}'`).join(' | ') : def.type;
  };
  const interfaceOf = (schema: z.ZodObject, path: string): string => {
    const name = NAMES[path];
    if (name === undefined) throw new Error(`${path}: give the group of settings a name in settings-types.ts`);
    const members = Object.entries(schema.shape as Record<string, z.ZodType>).map(([property, field]) => {
      const { description, default: taken } = wordsOf(field);
      const otherwise = taken === undefined ? '' : `; ${JSON.stringify(taken)} when left out`;
      const mark = field.def.type === 'optional' ? '?' : '';
      return `  /** ${description}${otherwise} */\n  readonly ${property}${mark}: ${typeOf(field, `${path}.${property}`)};\n`;
    });
    interfaces.push(`export interface ${name} {\n${members.join('')}}\n`);
    return name;
  };
  typeOf(subaccount, 'subaccount');
  typeOf((innerOf(landscapeSchema.shape.directories) as z.ZodArray<z.ZodType>).element, 'directory');
  typeOf(neoAccountEntry, 'neoAccount');
  return `// biome-ignore-all format: as the generator writes it\n// Made from the schema by 'npm run generate': the settings of a landscape with every default applied.\n\n${interfaces.join('\n')}`;
}

const innerOf = (schema: z.ZodType) => (schema as z.ZodOptional<z.ZodType>).unwrap();

interface Words {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
}

/** Words stand at the field itself, inside of what makes it optional. */
function wordsOf(schema: z.ZodType): Words {
  const inner = schema.def.type === 'optional' || schema.def.type === 'default' ? wordsOf(innerOf(schema)) : {};
  return { ...inner, ...(schema.meta() as Words | undefined) };
}
