import { readFileSync } from 'node:fs';
import { UserError } from '../io/exit';
import { printable } from '../io/text';
import { findElement, parseXml, textOf, XmlError } from './xml';

/** An event as it goes over the wire. */
export interface EventDocument {
  /** Id of the event, by which an iFlow tells a repetition; absent where a file of the user's names none. */
  readonly externalEventId?: string;
  readonly contentType: string;
  readonly body: string;
}

/** Event types seen from ISC look like this one (source: public integration guides, see docs/isc.md). */
const SAMPLE_TYPE = 'com.successfactors.Employment.AssignmentInformation.Termination';

/** Other sources name `com.successfactors.event.notification`; iFlows should not insist on either. */
const NAMESPACE = 'http://notification.event.successfactors.com';

const SOAP = 'text/xml; charset=utf-8';

/** The SOAP 1.1 envelope that ISC posts, with a made-up employee. */
export function sampleEvent(externalEventId: string, publishedAt = new Date()): EventDocument {
  return { externalEventId, contentType: SOAP, body: soapEnvelope(externalEventId, publishedAt.toISOString()) };
}

/** An event of the user's own: a SOAP envelope as ISC posts it, or whatever else the iFlow takes. */
export function eventFromFile(file: string): EventDocument {
  const body = read(file);
  if (body.trim() === '') throw new UserError(`The event file ${file} is empty.`);
  const contentType = /^\s*[[{]/.test(body) ? 'application/json' : SOAP;
  return { externalEventId: externalEventIdIn(body), contentType, body };
}

/** Nothing where the file is no XML: what the iFlow makes of it is what the user wants to see. */
function externalEventIdIn(body: string): string | undefined {
  try {
    const element = findElement(parseXml(body), ({ name }) => name === 'externalEventId');
    return (element && printable(textOf(element))) || undefined;
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`The event file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** All values are ours and need no escaping, the id excepted. */
function soapEnvelope(externalEventId: string, at: string): string {
  const id = externalEventId.replace(/[<>&]/g, '');
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ev="${NAMESPACE}">
  <soapenv:Body>
    <ev:ExternalEvent>
      <ev:externalEventMeta>
        <ev:externalEventId>${id}</ev:externalEventId>
        <ev:type>${SAMPLE_TYPE}</ev:type>
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
