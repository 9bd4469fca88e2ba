import { KeyType } from '../runtime/key-type';
import type { IProcessIntegrationRuntime } from '../runtime/process-integration-runtime';
import { type IServiceKey, ServiceKey } from '../runtime/service-key';
import type { KeySettings } from './landscape';

/** The construct of a key entry: one that exists, a single one, or generations side by side. */
export function createKey(runtime: IProcessIntegrationRuntime, settings: KeySettings): IServiceKey {
  const { name, generations, current, existing, import: importId, labels, annotations } = settings;
  const id = `Key-${name}`;
  if (existing) return ServiceKey.fromServiceKeyName(runtime, id, { runtime, name });
  const options = { name, keyType: keyType(settings), labels, annotations };
  if (!generations || current === undefined) return runtime.addServiceKey(id, { ...options, importId });
  return runtime.addServiceKeyGenerations(id, { ...options, generations, current });
}

function keyType({ type, validity, keyLength, certificatePem = '', pinning }: KeySettings): KeyType {
  if (type === 'certificate') return KeyType.certificate({ validity, keyLength });
  if (type === 'externalCertificate') return KeyType.externalCertificate({ certificatePem, pinning });
  return KeyType.clientSecret();
}
