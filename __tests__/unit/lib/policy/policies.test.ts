import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudfoundryProvider } from '@cdktf/provider-cloudfoundry/lib/provider';
import { ServiceInstance } from '@cdktf/provider-cloudfoundry/lib/service-instance';
import { App, Aspects, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checkAcknowledgement, RULE_IDS } from '../../../../lib/core/policy';
import { acknowledge } from '../../../../lib/policy/acknowledge';
import { applyRecommendedPolicies, RECOMMENDED_RULES } from '../../../../lib/policy/policies';
import { PolicyError, synthesize } from '../../../../lib/policy/synthesize';

/** An app as a user writes it, with what its synthesis printed, recorded and wrote. */
function run(
  build: (stack: TerraformStack, app: App) => void,
  afterPolicies: (stack: TerraformStack) => void = () => {},
) {
  const outdir = mkdtempSync(join(tmpdir(), 'btp-isc-policy-'));
  let printed = '';
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  try {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, 'hr-dev');
    new CloudfoundryProvider(stack, 'cloudfoundry', {});
    build(stack, app);
    applyRecommendedPolicies(app);
    afterPolicies(stack);
    let error: unknown;
    try {
      synthesize(app);
    } catch (thrown) {
      error = thrown;
    }
    const written = join(outdir, 'stacks/hr-dev/cdk.tf.json');
    return { error, printed, json: existsSync(written) ? JSON.parse(readFileSync(written, 'utf8')) : undefined };
  } finally {
    spy.mockRestore();
    rmSync(outdir, { recursive: true, force: true });
  }
}

function instance(scope: Construct, id: string, roles: string[]) {
  return new ServiceInstance(scope, id, {
    name: 'isc-runtime',
    type: 'managed',
    space: '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66',
    servicePlan: '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d67',
    parameters: JSON.stringify({ roles }),
  });
}

const leak = (scope: Construct) =>
  new TerraformOutput(scope, 'Leak', {
    value: new TerraformVariable(scope, 'password', { sensitive: true }).stringValue,
  });

test('an error stops synthesis with one complete sentence and the path of the construct', () => {
  const { error } = run((stack) => leak(new Construct(stack, 'Part')));
  expect(error).toBeInstanceOf(PolicyError);
  expect((error as Error).message).toMatch(
    /^hr-dev\/Part\/Leak: ISC001 NoLeakedSecrets: output\.Part_Leak_\w+: `value` shows the secret var\.\w+; allowed: .*; fix: set sensitive: true$/,
  );
});

test('a warning is printed with the path of the construct, and nothing is stopped', () => {
  const { error, printed } = run((stack) => instance(stack, 'Runtime', ['ESBMessaging.send', 'API.invoke']));
  expect(error).toBeUndefined();
  expect(printed).toMatch(/^warning: hr-dev\/Runtime: ISC002 LeastPrivilege: .* acknowledge ISC002 with a reason\n$/);
});

test('warnings are left to the cdktf command where that runs the app', () => {
  process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS = 'true';
  try {
    const { error, printed } = run((stack) => {
      leak(stack);
      instance(stack, 'Runtime', ['ESBMessaging.send', 'API.invoke']);
    });
    expect({ error, printed }).toEqual({ error: undefined, printed: '' });
  } finally {
    delete process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS;
  }
});

test('what fails for another reason is passed on', () => {
  const { error } = run((stack) => stack.node.addValidation({ validate: () => ['something else'] }));
  expect(error).not.toBeInstanceOf(PolicyError);
  expect(String(error)).toContain('something else');
});

test('sees what other aspects change, and what overrides add', () => {
  const { error } = run((stack) => {
    const output = new TerraformOutput(stack, 'Output', { value: '1' });
    new TerraformVariable(stack, 'password', { sensitive: true });
    stack.addOverride('output.added', { value: '${var.password}' });
    applyRecommendedPolicies(stack.node.root as App);
    Aspects.of(stack).add({
      visit: (node: IConstruct) => {
        if (node === output) output.value = '${var.password}';
      },
    });
  });
  expect((error as Error).message).toContain('hr-dev/Output: ISC001');
  expect((error as Error).message).toContain('hr-dev: ISC001 NoLeakedSecrets: output.added');
});

describe('what aspects change after the check is written all the same:', () => {
  const lastOutput = (stack: TerraformStack) => {
    new LocalBackend(stack, {}); // else cdktf adds one at the end
    return new TerraformOutput(new Construct(stack, 'Last'), 'Output', { value: '1' });
  };
  const change = {
    visit: (node: IConstruct) => {
      if (node instanceof TerraformOutput) node.value = '2';
    },
  };

  test.each([
    ['the stack', (stack: TerraformStack) => stack],
    ['a construct in it', (stack: TerraformStack) => stack.node.findChild('Last')],
    ['the last construct', (stack: TerraformStack) => stack.node.findChild('Last').node.findChild('Output')],
  ])('of %s', (_, of) => {
    const { json } = run(lastOutput, (stack) => Aspects.of(of(stack)).add(change));
    expect(Object.values(json.output)).toEqual([{ value: '2' }]);
  });

  test('and before it, and the stack can be synthesized again', () => {
    let again: unknown;
    const { json } = run((stack) => {
      lastOutput(stack);
      Aspects.of(stack).add(change);
      const { synthesize } = stack.synthesizer;
      stack.synthesizer.synthesize = (session) => {
        synthesize.call(stack.synthesizer, session);
        new TerraformOutput(stack, 'Later', { value: '3' });
        again = stack.toTerraform();
      };
    });
    expect(Object.values(json.output)).toEqual([{ value: '2' }]);
    expect(again).toMatchObject({ output: { Later: { value: '3' } } });
  });
});

describe('acknowledging', () => {
  test('accepts the findings of one rule on one construct and below, and no others', () => {
    const { printed } = run((stack) => {
      const part = new Construct(stack, 'Part');
      instance(part, 'Accepted', ['ESBMessaging.send', 'API.invoke', 'AuthGroup_ReadOnly']);
      instance(stack, 'Part2', ['ESBMessaging.send', 'API.invoke']);
      acknowledge(part, 'ISC002', 'API.invoke is what the API proxy asks for');
    });
    expect(printed).toContain('hr-dev/Part/Accepted: ISC003');
    expect(printed).toContain('hr-dev/Part2: ISC002');
    expect(printed).not.toContain('hr-dev/Part/Accepted: ISC002');
  });

  test('lets errors pass, too, and stays on record in the synthesized stack', () => {
    const { error } = run((stack) => {
      leak(stack);
      acknowledge(stack, 'ISC001', 'shown on purpose, to a test');
      acknowledge(stack, 'ISC003', ' a second one, trimmed ');
      expect((stack.toTerraform() as Record<string, unknown>)['//']).toMatchObject({
        acknowledged: [
          { path: 'hr-dev', rule: 'ISC001', reason: 'shown on purpose, to a test' },
          { path: 'hr-dev', rule: 'ISC003', reason: 'a second one, trimmed' },
        ],
      });
    });
    expect(error).toBeUndefined();
  });

  test('is told as information', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'btp-isc-policy-'));
    const app = new App({ outdir });
    const stack = new TerraformStack(app, 'hr-dev');
    new CloudfoundryProvider(stack, 'cloudfoundry', {});
    acknowledge(instance(stack, 'Runtime', ['API.invoke', 'ESBMessaging.send']), 'ISC002', 'the API proxy asks for it');
    applyRecommendedPolicies(app);
    app.synth();
    const { stacks } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));
    rmSync(outdir, { recursive: true });
    expect(stacks['hr-dev'].annotations).toMatchObject([
      { level: '@cdktf/info', message: expect.stringMatching(/^acknowledged \(the API proxy asks for it\): ISC002 /) },
    ]);
  });

  test('fails for a rule that does not exist, and without a reason', () => {
    run((stack) => {
      expect(() => acknowledge(stack, 'ISC02', 'some good reason')).toThrow(
        /^hr-dev: `rule` is 'ISC02'; allowed: one of 'ISC001', .*did you mean 'ISC002'\?$/,
      );
      expect(() => acknowledge(stack, 'ISC002', ' because ')).toThrow(
        /^hr-dev: `reason` is ' because '; allowed: a reason of at least 10 characters; fix: say why/,
      );
    });
    expect(checkAcknowledgement('acknowledge[0]', {})).toMatchObject([
      { property: 'acknowledge[0].rule' },
      { property: 'acknowledge[0].reason' },
    ]);
  });
});

test('every rule has an id of its own and says why and what to do', () => {
  expect(RECOMMENDED_RULES.map(({ id }) => id)).toEqual(RULE_IDS);
  for (const { title, why, fix } of RECOMMENDED_RULES) {
    expect(title).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(why.length).toBeGreaterThan(40);
    expect(fix.length).toBeGreaterThan(20);
  }
});
