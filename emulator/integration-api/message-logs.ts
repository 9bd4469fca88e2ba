import type { Message } from '../store/tables';
import { type EntitySet, entity, type Service, withoutOptions } from './entity-set';

/** What the iFlow runtime recorded, under the id that its answer's header named. */
export function messageLogs(service: Service): EntitySet<Message> {
  return {
    name: 'MessageProcessingLogs',
    type: 'MessageProcessingLog',
    key: 'MessageGuid',
    fields: (message) => ({
      MessageGuid: message.id,
      CorrelationId: message.id,
      ApplicationMessageId: null,
      ApplicationMessageType: null,
      LogStart: new Date(message.receivedAt),
      LogEnd: new Date(message.finishedAt ?? message.receivedAt),
      Sender: null,
      Receiver: null,
      IntegrationFlowName: message.iflow,
      Status: statusOf(message),
      AlternateWebLink: `${service.root.replace(/\/api\/v1$/, '')}/shell/monitoring/Messages/${message.id}`,
      LogLevel: 'INFO',
      CustomStatus: statusOf(message),
      TransactionId: null,
      PreviousComponentName: null,
      LocalComponentName: null,
      OriginComponentName: null,
    }),
    objects: ({ iflow }) => ({ IntegrationArtifact: artifact(iflow) }),
    links: {
      CustomHeaderProperties: (message) => ({
        results: customHeaders([message]).map((row) => entity(withoutOptions(service), headerSet(service), row)),
      }),
      MessageStoreEntries: null,
      ErrorInformation: null,
      AdapterAttributes: null,
      Attachments: null,
      Runs: null,
    },
  };
}

const statusOf = ({ status }: Message) => status ?? 'COMPLETED';

const artifact = (name: string) => ({
  __metadata: { type: 'com.sap.hci.api.IntegrationArtifact' },
  Id: name,
  Name: name,
  Type: 'INTEGRATION_FLOW',
  PackageId: null,
  PackageName: null,
});

export interface CustomHeader {
  readonly message: Message;
  readonly position: number;
  readonly name: string;
  readonly value: string;
}

export const customHeaders = (messages: readonly Message[]): CustomHeader[] =>
  messages.flatMap((message) =>
    (message.customHeaders ?? []).map((header, position) => ({ message, position, ...header })),
  );

/** Also a set of its own, by which a message is found by what its iFlow said of it; its id is a guess. */
export function headerSet(service: Service): EntitySet<CustomHeader> {
  return {
    name: 'MessageProcessingLogCustomHeaderProperties',
    type: 'MessageProcessingLogCustomHeaderProperty',
    key: 'Id',
    fields: ({ message, position, name, value }) => ({ Id: `${message.id}_${position}`, Name: name, Value: value }),
    links: { Log: ({ message }) => entity(withoutOptions(service), messageLogs(service), message) },
  };
}
