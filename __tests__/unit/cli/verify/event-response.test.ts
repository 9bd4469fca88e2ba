import { readAnswerBody } from '../../../../cli/verify/event-response';

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';

const read = (body: string | Buffer, headers: Record<string, string> = { 'content-type': 'text/xml' }) =>
  readAnswerBody({ body: Buffer.from(body as string), headers });
const envelope = (body: string, namespace = SOAP_11) =>
  `<e:Envelope xmlns:e="${namespace}"><e:Body>${body}</e:Body></e:Envelope>`;
const fault11 = (content: string) => envelope(`<e:Fault>${content}</e:Fault>`);
const fault12 = (content: string) => envelope(`<e:Fault>${content}</e:Fault>`, SOAP_12);

describe('a SOAP fault', () => {
  test.each([
    ['of SOAP 1.1', fault11('<faultcode>e:Server</faultcode><faultstring>no</faultstring>'), 'no'],
    ['in CDATA', fault11('<faultstring><![CDATA[no <id>]]></faultstring>'), 'no <id>'],
    ['with entities', fault11('<faultstring>n&#111;&#x20;&lt;id&gt;</faultstring>'), 'no <id>'],
    ['with comments', fault11('<!-- <faultstring>yes</faultstring> --><faultstring>n<!-- x -->o</faultstring>'), 'no'],
    [
      'with a detail',
      fault11('<faultstring>no</faultstring><detail><x>the id\nis taken</x></detail>'),
      'no: the id is taken',
    ],
    ['with a code only', fault11('<faultcode>e:Server</faultcode>'), 'e:Server'],
    ['without words', fault11(''), 'it does not say why'],
    ['without an envelope', `<Fault xmlns="${SOAP_11}"><faultstring xmlns="">no</faultstring></Fault>`, 'no'],
    [
      'of SOAP 1.2',
      fault12('<e:Code><e:Value>e:Receiver</e:Value></e:Code><e:Reason><e:Text xml:lang="en">no</e:Text></e:Reason>'),
      'no',
    ],
    [
      'of SOAP 1.2 without prefix',
      `<Envelope xmlns="${SOAP_12}"><Body><Fault><Reason><Text>no</Text></Reason></Fault></Body></Envelope>`,
      'no',
    ],
    ['beside a response', envelope('<ExternalEventResponse/><e:Fault><faultstring>no</faultstring></e:Fault>'), 'no'],
  ])('%s is read', (_, body, what) => {
    expect(read(body)).toEqual({ kind: 'fault', what });
  });

  test.each<[string, BufferEncoding, string, string]>([
    ['the content type', 'latin1', 'text/xml; charset="ISO-8859-1"', ''],
    ['the XML declaration', 'latin1', 'text/xml', "<?xml version='1.0' encoding='iso-8859-1'?>"],
    ['nothing: it is UTF-8', 'utf8', 'text/xml', ''],
    ['its byte order mark', 'utf16le', 'text/xml', '\uFEFF'],
    ['its byte order mark, whatever the content type says', 'utf8', 'text/xml; charset=iso-8859-1', '\uFEFF'],
    ['its first bytes', 'utf16le', 'application/soap+xml; charset=utf-16', '<?xml version="1.0" encoding="UTF-16"?>'],
  ])('is decoded by %s', (_, encoding, contentType, declaration) => {
    const body = Buffer.from(declaration + fault11('<faultstring>größer</faultstring>'), encoding);
    expect(read(body, { 'content-type': contentType })).toEqual({ kind: 'fault', what: 'größer' });
  });

  test('shows nothing that a terminal obeys, and not more than can be read', () => {
    const { what } = read(fault11(`<faultstring>no&#x9b;${'x'.repeat(5000)}</faultstring>`)) as { what: string };
    expect(what).toMatch(/^no\\u009bx+…$/);
    expect(what).toHaveLength(2001);
  });
});

describe('the response', () => {
  test.each(['http://notification.event.successfactors.com', 'com.successfactors.event.notification', ''])(
    'is read in namespace %j',
    (namespace) => {
      const payload = '<entityId>E&amp;1</entityId><status><![CDATA[1]]></status><other/>';
      const response = `<ExternalEventResponse xmlns="${namespace}"><responsePayload>${payload}</responsePayload></ExternalEventResponse>`;
      expect(read(envelope(response))).toEqual({
        kind: 'response',
        response: { entityId: 'E&1', status: '1', statusDate: undefined, statusDetails: undefined },
      });
    },
  );

  test.each(['', ' \n', '<ok/>', envelope('<Fault>of the shop floor</Fault>')])('is not in %j', (body) => {
    expect(read(body)).toEqual({ kind: 'no-response' });
  });
});

describe('what ISC cannot read', () => {
  test.each<[string, string | Buffer, Record<string, string>, RegExp]>([
    ['a document that is cut', fault11('<faultstring>no</faultstring>').slice(0, -3), {}, /unclosed tag: e:Envelope/],
    ['a prefix of no namespace', '<a:b/>', {}, /unbound namespace prefix: "a"/],
    ['bytes of another encoding', Buffer.from('<a>\xFC</a>', 'latin1'), {}, /no text in the encoding 'utf-8'/],
    ['an unknown encoding', '<a/>', { 'content-type': 'text/xml;charset=none' }, /no text in the encoding 'none'/],
    ['a compressed body', '\x1f\x8b', { 'content-encoding': 'gzip' }, /it has the coding gzip/],
    ['text of type XML', 'no', { 'content-type': 'text/xml' }, /./],
    [
      'entities that it declares',
      '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
      {},
      /undefined entity/,
    ],
    [
      'files of this machine',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      {},
      /undefined entity/,
    ],
  ])('is %s', (_, body, headers, what) => {
    expect(read(body, headers)).toEqual({ kind: 'malformed', what: expect.stringMatching(what) });
  });

  // The regular expressions that read this before took minutes.
  const MIB = 1024 * 1024;
  const filled = (text: string) => text.repeat(MIB / text.length);
  test.each([
    ['beginnings of a fault', filled('<faultstring ')],
    ['beginnings of a response', filled('<ExternalEventResponse ')],
    ['elements in elements', filled('<a>')],
    ['namespaces in namespaces', Array.from({ length: 40_000 }, (_, i) => `<a xmlns:p${i}="u${i}">`).join('')],
    ['attributes', `<a ${Array.from({ length: 80_000 }, (_, i) => `a${i}="1"`).join(' ')}`],
    ['spaces', `<a${filled(' ')}`],
    ['beginnings of CDATA', `<a>${filled('<![CDATA[')}`],
  ])('is a mebibyte of %s, which takes no longer than other bodies', (_, body) => {
    expect(read(body)).toMatchObject({ kind: 'malformed' });
  });
});

test.each([
  ['<!doctype html><br>', 'text/html'],
  ['<html><br></html>', 'text/html'],
  ['<form/>', 'text/html;charset=utf-8'],
  ['Log on', 'text/html'],
  ['<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html>&nbsp;</html>', 'application/xhtml+xml'],
  ['<HTML></HTML>', ''],
])('%j as %s is a page', (body, contentType) => {
  expect(read(body, { 'content-type': contentType })).toEqual({ kind: 'html' });
});

test('an answer that is right counts, though its type is not', () => {
  expect(read('<ExternalEventResponse/>', { 'content-type': 'text/html' })).toMatchObject({ kind: 'response' });
});

test.each([
  ['{}', 'application/json'],
  ['ok', ''],
])('%j as %j is no XML', (body, what) => {
  expect(read(body, { 'content-type': what })).toEqual({ kind: 'not-xml', what });
});
