/**
 * Where secrets come from: attributes that hold credentials or parameters with credentials in them, by type of resource
 * or data source. Source: the attributes that the schemas of SAP/btp 1.25 and cloudfoundry 1.17 mark as sensitive
 * (`__tests__/contract/secret-attributes.test.ts`), and the generators of hashicorp/random and hashicorp/tls.
 */
export const SECRET_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  btp_globalaccount_resource_provider: ['configuration'],
  btp_subaccount_destination: ['additional_configuration'],
  btp_subaccount_destination_certificate: ['certificate_content', 'certificate_nodes'],
  btp_subaccount_destination_certificates: ['service_instance_level_certificates', 'subaccount_level_certificates'],
  btp_subaccount_destination_generic: ['destination_configuration'],
  btp_subaccount_service_binding: ['credentials'],
  btp_subaccount_service_bindings: ['values'],
  btp_subaccount_service_broker: ['cert', 'key', 'password'],
  btp_subaccount_service_instance: ['parameters'],
  cloudfoundry_app: ['docker_credentials'],
  cloudfoundry_apps: ['apps'],
  cloudfoundry_service_broker: ['password'],
  cloudfoundry_service_credential_binding: ['credential_binding', 'credential_bindings', 'parameters'],
  cloudfoundry_service_credential_binding_details: ['credential_binding', 'parameters'],
  cloudfoundry_service_credential_bindings: ['credential_bindings'],
  cloudfoundry_service_instance: ['credentials', 'parameters'],
  cloudfoundry_user: ['password'],
  random_password: ['bcrypt_hash', 'result'],
  tls_private_key: ['private_key_openssh', 'private_key_pem', 'private_key_pem_pkcs8'],
};

/**
 * What a service key holds besides secrets, spelled as in its JSON: what ISC's form shows, and what a certificate shows
 * to everybody it is presented to (SAP Help, "Service Key Types").
 */
export const PUBLIC_FIELDS: ReadonlySet<string> = new Set([
  'certificate',
  'certificatedetails',
  'clientid',
  'createdate',
  'issuerdn',
  'serialnumber',
  'subjectdn',
  'tokenurl',
  'url',
  'validuntil',
]);

/** Secrets that somebody wrote out: the client secret of `it-rt`, and a private key. */
export const LITERAL_SECRETS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  {
    what: 'a client secret',
    pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\$[\w+/-]{20,}=*/i,
  },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
];
