import { TerraformVariable } from 'cdktf';
import {
  RoleCollectionAssignment,
  type RoleCollectionAssignmentProps,
  RoleCollectionName,
} from '../../../../lib/btp/role-collection-assignment';
import { Subaccount } from '../../../../lib/btp/subaccount';
import { synthesize } from '../../../support/synth';

const ID = '5d1b3a70-0000-4000-8000-0000000000d1';
const NAMED = { roleCollection: RoleCollectionName.piAdministrator };

const assignments = (props: Omit<RoleCollectionAssignmentProps, 'subaccount'>) => {
  const json = synthesize((stack) => {
    const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', ID);
    new RoleCollectionAssignment(stack, 'Administrators', { subaccount, ...props });
  });
  return json.resource?.btp_subaccount_role_collection_assignment ?? {};
};

describe('an assignment of a role collection', () => {
  test('is one resource for each user and group', () => {
    const all = assignments({ ...NAMED, users: ['a@example.com', 'b'], groups: ['b'], origin: 'sap.custom' });
    const common = { subaccount_id: ID, role_collection_name: 'PI_Administrator', origin: 'sap.custom' };
    expect(Object.values(all).map(({ '//': _, ...attributes }) => attributes)).toEqual([
      { ...common, group_name: 'b' },
      { ...common, user_name: 'a@example.com' },
      { ...common, user_name: 'b' },
    ]);
  });

  test('keeps the addresses of the others when somebody comes or goes', () => {
    const addresses = (users: string[]) => Object.keys(assignments({ ...NAMED, users }));
    expect(addresses(['a', 'b', 'c'])).toEqual(expect.arrayContaining(addresses(['c', 'a'])));
  });

  test('leaves the identity provider of users to SAP', () => {
    expect(Object.values(assignments({ ...NAMED, users: ['a'] }))[0]).not.toHaveProperty('origin');
  });

  test('may be for groups alone', () => {
    expect(Object.values(assignments({ ...NAMED, groups: ['CPI'], origin: 'sap.custom' }))).toMatchObject([
      { group_name: 'CPI' },
    ]);
  });

  test.each<[string, Partial<RoleCollectionAssignmentProps>, string]>([
    ['no user', {}, '`users` is empty, and so is groups; allowed: at least one user or group'],
    [
      'groups from nowhere',
      { groups: ['CPI'] },
      '`origin` is missing; allowed: the identity provider that the groups come from',
    ],
    ['a user twice', { users: ['a', 'a'] }, "`users[1]` repeats 'a'"],
    [
      'a blank at the end',
      { users: ['a '] },
      "`users[0]` is 'a '; allowed: 1 to 256 characters, no blank at either end",
    ],
    ['an empty group', { groups: [''], origin: 'sap.custom' }, "`groups[0]` is ''; allowed: 1 to 255 characters"],
    ['no role collection', { roleCollection: '', users: ['a'] }, "`roleCollection` is ''; allowed: 1 to 64 characters"],
  ])('fails with %s', (_, more, message) => {
    expect(() => assignments({ ...NAMED, ...more })).toThrow(message);
  });

  test('fails with names that Terraform knows later, because each becomes part of an address', () => {
    synthesize((stack) => {
      const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', ID);
      const name = new TerraformVariable(stack, 'name', { type: 'string' }).stringValue;
      const names = new TerraformVariable(stack, 'names', { type: 'list(string)' }).listValue;
      const assign = (id: string, users: string[]) => () =>
        new RoleCollectionAssignment(stack, id, { subaccount, ...NAMED, users });
      expect(assign('A', [name])).toThrow('`users[0]` is a value of Terraform, which is not known yet');
      expect(assign('B', names)).toThrow('`users` is a value of Terraform, which is not known yet');
    });
  });
});
