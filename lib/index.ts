// What the package exports, name by name: what its users call, and each type that a signature of these uses. The stacks
// of a landscape are not among it, because they take settings that change with the landscape file; `landscapeApp` makes
// them, and `IscIntegration` is what they are made of. A test compares with the list in __tests__/contract.

export {
  CloudFoundryEnvironment,
  type CloudFoundryEnvironmentAttributes,
  type CloudFoundryEnvironmentProps,
  type ICloudFoundryEnvironment,
} from './btp/cloud-foundry-environment';
export { CloudIntegrationCapability, type CloudIntegrationCapabilityProps } from './btp/cloud-integration-capability';
export { DirectoryEntitlement, type DirectoryEntitlementProps } from './btp/directory-entitlement';
export { Entitlement, type EntitlementAttributes, type EntitlementProps, type IEntitlement } from './btp/entitlement';
export { type IIntegrationSuite, IntegrationSuite, type IntegrationSuiteProps } from './btp/integration-suite';
export {
  RoleCollectionAssignment,
  type RoleCollectionAssignmentProps,
  RoleCollectionName,
} from './btp/role-collection-assignment';
export { type ISubaccount, Subaccount, type SubaccountLookup, type SubaccountProps } from './btp/subaccount';
export type { MetadataProps } from './cloud-foundry/metadata';
export { type IOrgMember, OrgMember, type OrgMemberProps } from './cloud-foundry/org-member';
export { type IServicePlan, ServicePlan, type ServicePlanProps } from './cloud-foundry/service-plan';
export {
  type ISpace,
  Space,
  type SpaceAttributes,
  type SpaceLookup,
  SpaceMember,
  type SpaceMemberOptions,
  type SpaceMemberProps,
  type SpaceProps,
} from './cloud-foundry/space';
export type { OrgRoleName, SpaceRoleName } from './core/cloud-foundry';
export {
  type AuthenticationName,
  type ConnectorOutputNames,
  connectorOutputNames,
  serviceKeyOutputName,
} from './core/isc';
export type { BrokerKeyType, KeyTypeName, PlanName, RuntimeParameters } from './core/it-rt';
export { type Problem, ValidationError } from './core/problems';
export { CLOUDFOUNDRY_CONSTRAINT, type PlanLookup, PROVIDER_CONSTRAINTS } from './core/providers';
export { IscAuthentication } from './isc/authentication';
export { IscConnector, type IscConnectorProps } from './isc/isc-connector';
export type { Position } from './landscape/document';
export type {
  ConnectorSettings,
  ExistingSubaccount,
  KeySettings,
  Landscape,
  NeoAccountSettings,
  NeoConnectorSettings,
  NewSubaccount,
  RuntimeSettings,
  SubaccountSettings,
} from './landscape/landscape';
export { LandscapeError, type LandscapeProblem } from './landscape/landscape-error';
export { loadLandscape, parseLandscape } from './landscape/load';
export type {
  AcknowledgedRule,
  CloudFoundrySettings,
  DirectoryEntitlementSettings,
  DirectorySettings,
  EntitlementSettings,
  IntegrationSuiteSettings,
  MemberSettings,
  NeoUrlSettings,
  NewSubaccountSettings,
  RoleCollectionSettings,
  SpaceSettings,
} from './landscape/settings';
export type { BackendName, StateSettings } from './landscape/state-settings';
export {
  type IscConnectorOptions,
  IscIntegration,
  type IscIntegrationProps,
  type IscKeyOptions,
  type IscMember,
  type IscRuntimeOptions,
} from './patterns/isc-integration';
export { acknowledge } from './policy/acknowledge';
export type {
  Acknowledgement,
  Block,
  Body as BlockBody,
  PathTree as ConstructPaths,
  TerraformConfiguration,
} from './policy/configuration';
export { applyRecommendedPolicies, Policies, RECOMMENDED_RULES } from './policy/policies';
export type { Level, RuleDescription, SynthRule, Violation } from './policy/rule';
export { PolicyError, synthesize } from './policy/synthesize';
export { Credentials } from './runtime/credentials';
export { type CertificateOptions, type ExternalCertificateOptions, KeyType } from './runtime/key-type';
export {
  type IProcessIntegrationRuntime,
  ProcessIntegrationRuntime,
  type ProcessIntegrationRuntimeProps,
  type ServiceInstanceAttributes,
  type ServiceInstanceLookup,
} from './runtime/process-integration-runtime';
export {
  type IServiceInstance,
  type IServiceKey,
  ServiceKey,
  type ServiceKeyLookup,
  type ServiceKeyOptions,
  type ServiceKeyProps,
} from './runtime/service-key';
export {
  ServiceKeyGenerations,
  type ServiceKeyGenerationsOptions,
  type ServiceKeyGenerationsProps,
} from './runtime/service-key-generations';
export { landscapeApp } from './stacks/landscape-app';
export type { CreationOptions, ProtectionOptions, ProviderOptions } from './terraform/meta-arguments';
