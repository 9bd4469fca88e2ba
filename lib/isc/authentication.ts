import type { AuthenticationName } from '../core/isc';

/** How ISC authenticates itself to the iFlow. */
export class IscAuthentication {
  /** A token from the token endpoint with every event; what SAP recommends. */
  static oauth2ClientCredentials(): IscAuthentication {
    return new IscAuthentication('OAuth2 Client Credentials Grant');
  }

  /** Client id and secret with every event. SAP advises against it in production. */
  static basic(): IscAuthentication {
    return new IscAuthentication('Basic');
  }

  /** @param name as the form spells it */
  static of(name: AuthenticationName): IscAuthentication {
    return name === 'Basic' ? IscAuthentication.basic() : IscAuthentication.oauth2ClientCredentials();
  }

  private constructor(readonly name: AuthenticationName) {}
}
