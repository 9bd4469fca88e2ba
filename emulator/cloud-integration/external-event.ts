import { childText, type Element, escapeXml, findElement } from './xml';

/** The little that the runtime has to know of an ISC event (facts: sap 3.3). */
export interface ExternalEvent {
  readonly id: string | undefined;
  readonly type: string | undefined;
}

export function externalEventIn(document: Element): ExternalEvent | undefined {
  const event = findElement(document, 'ExternalEvent');
  if (!event) return undefined;
  const meta = event.children.find(({ name }) => name === 'externalEventMeta');
  return { id: childText(meta, 'externalEventId'), type: childText(meta, 'type') };
}

const NAMESPACE = 'http://notification.event.successfactors.com';

/** Status 200 is one of the two spellings seen (facts: sap 3.3, contradictory). */
export function externalEventResponse(event: ExternalEvent, at: string): string {
  const field = (name: string, value: string) => `<${name}>${escapeXml(value)}</${name}>`;
  const payload =
    field('entityId', event.id ?? '') +
    field('status', '200') +
    field('statusDate', at) +
    field('statusDetails', 'Received');
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
    `<ExternalEventResponse xmlns="${NAMESPACE}"><responsePayload>${payload}</responsePayload></ExternalEventResponse>` +
    '</soap:Body></soap:Envelope>'
  );
}

export function soapFault(reason: string): string {
  return (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>' +
    `<faultcode>soap:Client</faultcode><faultstring>${escapeXml(reason)}</faultstring>` +
    '</soap:Fault></soap:Body></soap:Envelope>'
  );
}
