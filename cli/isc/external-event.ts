/** A sample event of Intelligent Services Center. */
export interface ExternalEvent {
  /** Unique id of the event; the iFlow should be idempotent on it. */
  readonly externalEventId: string;
  /** Type of the event. */
  readonly type: string;
  readonly publishedAt: Date;
}

/** Event types seen from ISC look like this one (source: public integration guides, see docs/isc.md). */
const SAMPLE_TYPE = 'com.successfactors.Employment.AssignmentInformation.Termination';

/** Other sources name `com.successfactors.event.notification`; iFlows should not insist on either. */
const NAMESPACE = 'http://notification.event.successfactors.com';

export function sampleEvent(externalEventId: string, publishedAt = new Date()): ExternalEvent {
  return { externalEventId, type: SAMPLE_TYPE, publishedAt };
}

/** The SOAP 1.1 envelope that ISC posts. All values are ours and need no escaping, the id excepted. */
export function soapEnvelope(event: ExternalEvent): string {
  const id = event.externalEventId.replace(/[<>&]/g, '');
  const at = event.publishedAt.toISOString();
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ev="${NAMESPACE}">
  <soapenv:Body>
    <ev:ExternalEvent>
      <ev:externalEventMeta>
        <ev:externalEventId>${id}</ev:externalEventId>
        <ev:type>${event.type}</ev:type>
        <ev:publishedAt>${at}</ev:publishedAt>
        <ev:publishedBy>btp-isc</ev:publishedBy>
        <ev:effective>current</ev:effective>
        <ev:repost>false</ev:repost>
      </ev:externalEventMeta>
      <ev:events>
        <ev:event>
          <ev:eventId>${id}-1</ev:eventId>
          <ev:entityType>EmpJob</ev:entityType>
          <ev:effectiveStartDate>${at.slice(0, 10)}</ev:effectiveStartDate>
          <ev:publishedAt>${at}</ev:publishedAt>
          <ev:publishedBy>btp-isc</ev:publishedBy>
          <ev:repost>false</ev:repost>
          <ev:entityKeys>
            <ev:entityKey><ev:name>userId</ev:name><ev:value>sample-user</ev:value></ev:entityKey>
          </ev:entityKeys>
        </ev:event>
      </ev:events>
    </ev:ExternalEvent>
  </soapenv:Body>
</soapenv:Envelope>
`;
}
