import { checkEndpointPath } from '../../../../lib/core/isc';
import { IscAuthentication } from '../../../../lib/isc/authentication';

test.each([
  ['https://host.example.com/http/sf/hired', '/http/sf/hired'],
  ['cxf/sf/hired', '/cxf/sf/hired'],
  ['/', '/http/sf/events'],
])('the endpoint %s is refused with what was meant', (value, meant) => {
  expect(checkEndpointPath('endpoint', value)).toMatchObject([{ fix: `write endpoint: ${meant}` }]);
});

test('no endpoint is no problem of the endpoint', () => {
  expect(checkEndpointPath('endpoint', undefined)).toEqual([]);
});

test.each(['Basic', 'OAuth2 Client Credentials Grant'] as const)('%s is known by the name in the form', (name) => {
  expect(IscAuthentication.of(name).name).toBe(name);
});
