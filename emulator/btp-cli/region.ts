import type { Region } from '../store/tables';
import { ok } from './answers';
import { type CommandTable, requireGlobalAccount } from './command';

export const regionCommands: CommandTable = {
  'accounts/available-region?list': (call) => {
    requireGlobalAccount(call);
    return ok({ datacenters: call.sap.tables.regions.all().map(regionObject) });
  },
};

/** Without a registry for subscriptions the field is missing here and null in entitlements (recorded). */
function regionObject(region: Region) {
  const { saasRegistryServiceUrl: registry, ...rest } = dataCenter(region);
  return { ...rest, ...(registry !== null && { saasRegistryServiceUrl: registry }), restricted: false };
}

export const dataCenter = (region: Region) => ({
  name: region.name,
  displayName: region.displayName,
  region: region.region,
  environment: region.environment,
  iaasProvider: region.provider,
  supportsTrial: region.trial,
  provisioningServiceUrl: `https://provisioning-service.cfapps.${region.domain}`,
  saasRegistryServiceUrl: region.environment === 'cloudfoundry' ? `https://saas-manager.cfapps.${region.domain}` : null,
  domain: region.domain,
  isMainDataCenter: region.main,
  geoAccess: region.geoAccess,
});
