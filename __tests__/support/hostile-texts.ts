/** Names as a person with rights at SAP may give them, to be obeyed by who reads the log. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  'a command of Azure DevOps': 'x ##vso[task.setvariable variable=PATH]/tmp/evil',
  'a command of Azure DevOps in capitals': 'x ##VSO[task.complete result=Succeeded;]done',
  'a command that the comparison of .NET sees through what it ignores':
    'x #\u00ad#\u200bvso\ufe0f[task.setvariable variable=PATH]/tmp',
  'the same through combining marks': 'x #\u20dd#vso[task.setvariable variable=PATH]/tmp',
  'an old command of GitHub': 'x ###[add-matcher]/tmp/evil.json',
  'a command of GitHub on a line of its own': 'x\n::stop-commands::t',
  'a command of GitHub after blanks': 'x\n \t\u00a0\u3000::error file=a::b',
  'a command of GitHub alone': '::add-mask::service',
  'a command of GitHub after marks that are not seen': 'x\n\u200b::stop-commands::t',
  'a command of GitHub after each kind of line break': 'x\r::a::b\u2028::a::b\u0085::a::b\v::a::b\f::a::b\r\n::a::b',
  'a section of GitLab': 'x\nsection_start:1700000000:hidden[collapsed=true]\r\u001b[0Kx',
  'the end of a section of GitLab': 'section_end:1700000000:script\r\u001b[0K',
  'a message of TeamCity': "x ##teamcity[setParameter name='env.PATH' value='/tmp']",
  'a title and a clipboard for a terminal':
    'x\u001b]0;root\u0007\u001b]52;c;ZXZpbA==\u0007\u001b]8;;https://evil.example\u001b\\',
  'codes of one character for a terminal': 'x\u009b31m\u009d0;root\u009c\u0090q\u009c\u0007\u0008\u000e',
  'a line over the one before': 'x\rall is well \u001b[2K\u001b[1A\u001b[8mhidden',
  'bidirectional marks': 'x\u202egpj.exe\u202c\u2066y\u2069\u200f\u061c',
  'marks that are not seen': 'x\u200b\u2060\ufeff\u00ad\u{e0041}',
  'a row of a table': 'x | y |\n| z | <img src=x onerror=alert(1)> |',
  'the end of a fence': 'x\n```\n# title\r# title\r\n~~~',
  'a directive of Mermaid': 'x"] %%{init: {"theme":"dark"}}%% `**bold**` $$x$$',
  'a command of a shell': 'x\'; touch P; $(touch Q) `touch R` \\ "!" #',
};

/**
 * What runners and terminals obey in a text, each line by line as they read it. Sources: ActionCommand.cs of
 * actions/runner (TryParse, TryParseV2; TrimStart of .NET), Command.cs of the Azure Pipelines agent (IndexOf), which both
 * compare as a culture does, so that characters without a weight count for nothing; regex.rb of GitLab
 * (logs_section_prefix_regex and its suffix); "Service Messages" of TeamCity; ECMA-48.
 */
export function obeyed(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).map((line) => line.replace(WITHOUT_WEIGHT, ''));
  return [
    ...lines.filter((line) => line.trimStart().startsWith('::')).map(() => 'GitHub ::'),
    ...lines.filter((line) => line.includes('##[')).map(() => 'GitHub and Azure ##['),
    ...lines.filter((line) => /##vso\[/i.test(line)).map(() => 'Azure ##vso['),
    ...lines.filter((line) => /##teamcity\[/i.test(line)).map(() => 'TeamCity'),
    ...(SECTION.test(text) ? ['GitLab section'] : []),
    ...(TERMINAL.test(text) ? ['terminal'] : []),
    ...(BIDIRECTIONAL.test(text) ? ['bidirectional'] : []),
  ];
}

/** Blanks have a weight, the tab among them. */
const WITHOUT_WEIGHT = /(?![\t\v\f])[\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]/gu;
const ESCAPE = String.fromCharCode(27);
const SECTION = new RegExp(`section_(?:start|end):\\d+:[\\w.-]+(?:\\[[^\\]]*\\])?\\r${ESCAPE}\\[0K`);
/** Everything but line breaks, tabs and the colours of this project. */
const TERMINAL = new RegExp(`(?!${ESCAPE}\\[(?:[012]|3[123])m|[\\n\\t])\\p{Cc}`, 'u');
const BIDIRECTIONAL = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
