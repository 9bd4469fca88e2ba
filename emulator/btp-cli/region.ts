import { ok } from './answers';
import { type CommandTable, requireGlobalAccount } from './command';

export const regionCommands: CommandTable = {
  'accounts/available-region?list': (call) => {
    requireGlobalAccount(call);
    const datacenters = call.sap.tables.regions.all().map((region) => ({
      name: region.name,
      displayName: region.displayName,
      region: region.region,
      environment: region.environment,
      iaasProvider: region.provider,
      supportsTrial: region.trial,
      provisioningServiceUrl: `https://provisioning-service.cfapps.${region.domain}`,
      saasRegistryServiceUrl: `https://saas-manager.cfapps.${region.domain}`,
      domain: region.domain,
      isMainDataCenter: region.main,
      geoAccess: region.geoAccess,
      restricted: false,
    }));
    return ok({ datacenters });
  },
};
