import { DataBtpSubaccount } from '@cdktf/provider-btp/lib/data-btp-subaccount';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { dependOn } from '../../../../lib/terraform/meta-arguments';
import { onlyResource, synthesize } from '../../../support/synth';

const sleep = (scope: Construct, id: string, dependsOn?: Sleep[]) =>
  new Sleep(scope, id, { createDuration: '1s', dependsOn });

test('a construct stands for the resources and data sources below it, each once, also those that come later', () => {
  const json = synthesize((stack) => {
    const group = new Construct(stack, 'Group');
    const configured = sleep(stack, 'Configured');
    const waiting = sleep(stack, 'Waiting', [configured]);
    dependOn(waiting, group, sleep(group, 'Before'));
    new DataBtpSubaccount(group, 'Later', { id: 'fake' });
  });
  const waiting = json.resource?.time_sleep?.Waiting;
  const before = Object.keys(json.resource?.time_sleep ?? {}).find((id) => id.startsWith('Group_Before'));
  const [later] = Object.keys(json.data?.btp_subaccount ?? {});
  expect(waiting?.depends_on).toEqual([
    'time_sleep.Configured',
    `time_sleep.${before}`,
    `data.btp_subaccount.${later}`,
  ]);
});

test('nothing to wait for leaves nothing', () => {
  const json = synthesize((stack) => dependOn(sleep(stack, 'Waiting'), new Construct(stack, 'Empty')));
  expect(onlyResource(json, 'time_sleep')).not.toHaveProperty('depends_on');
});

test('fails for something in another stack, and says what to do', () => {
  expect(() =>
    synthesize((stack) => {
      const foundation = new TerraformStack(stack.node.root as Construct, 'foundation');
      dependOn(sleep(stack, 'Waiting'), sleep(foundation, 'There'));
    }),
  ).toThrow(
    /stack\/Waiting: cannot wait for foundation\/There, which is in another stack; fix: .* stack\.addDependency of stack 'foundation'/,
  );
});
