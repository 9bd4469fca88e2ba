import type { LocalSap } from '../../local-sap';
import type { AuthorizationRole, RoleReference } from '../../store/tables';
import { BackendError, done } from '../answers';
import type { CommandCall, CommandTable } from '../command';
import { changeable, notFound } from './role-collection';
import { isSameRole, rolesIn } from './roles-in-zone';
import { securityAnswer } from './security-answer';
import { type Zone, zoneOf } from './zone';

export const roleCommands: CommandTable = {
  'security/role?list': (call) =>
    securityAnswer(
      rolesIn(call.sap, zoneOf(call)).map((role) => ({
        ...roleObject(role),
        appName: role.app.split('!')[0],
        appDescription: '',
      })),
    ),
  'security/role?get': (call) => {
    const { parameters } = call;
    const wanted = {
      name: parameters.required('roleName'),
      app: parameters.required('appId'),
      template: parameters.required('roleTemplateName'),
    };
    return securityAnswer(roleObject(requireRole(call.sap, zoneOf(call), wanted)));
  },
  'security/role?add': add,
  'security/role?remove': remove,
};

/** The wording for a missing role is a guess by analogy with role collections. */
function requireRole(sap: LocalSap, zone: Zone, wanted: RoleReference): AuthorizationRole {
  const found = rolesIn(sap, zone).find((role) => isSameRole(role, wanted));
  if (!found) throw new BackendError(404, notFound(zone, wanted.name));
  return found;
}

const roleObject = (role: AuthorizationRole) => ({
  roleTemplateName: role.template,
  roleTemplateAppId: role.app,
  name: role.name,
  attributeList: [],
  description: role.description,
  scopes: role.scopes,
  isReadOnly: role.readOnly,
});

function referenceOf({ parameters }: CommandCall): RoleReference {
  return {
    name: parameters.required('roleName'),
    app: parameters.required('roleTemplateAppID'),
    template: parameters.required('roleTemplateName'),
  };
}

function add(call: CommandCall) {
  const zone = zoneOf(call);
  const collection = changeable(call, zone);
  const { name, app, template } = requireRole(call.sap, zone, referenceOf(call));
  const roles = [
    ...collection.roles.filter((role) => !isSameRole(role, { name, app, template })),
    { name, app, template },
  ];
  call.sap.tables.roleCollections.put(collection.id, { ...collection, roles });
  return done;
}

function remove(call: CommandCall) {
  const collection = changeable(call, zoneOf(call));
  const wanted = referenceOf(call);
  const roles = collection.roles.filter((role) => !isSameRole(role, wanted));
  call.sap.tables.roleCollections.put(collection.id, { ...collection, roles });
  return done;
}
