import { exposureFindings } from './exposure';

const safe = {
  host: '127.0.0.1',
  mode: 'production' as const,
  enableSwagger: false,
  corsAllowedOrigins: ['https://app.example.org'],
  logLevel: 'info' as const,
  publicUrl: 'https://ops.example.org',
};
const outcomes = (more: Partial<Parameters<typeof exposureFindings>[0]>) =>
  exposureFindings({ ...safe, ...more })
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ check, outcome, detail }) => `${check} ${outcome}: ${detail}`);

it('finds nothing in settings of a production that shows no more than it must', () => {
  expect(outcomes({})).toEqual([]);
  expect(outcomes({ host: '0.0.0.0', metricsToken: 'a token of metrics' })).toEqual([]);
});

it.each([
  [{ enableSwagger: true }, /^exposure warning: ENABLE_SWAGGER/],
  [{ corsAllowedOrigins: ['http://app.example.org'] }, /^cors failed: http:\/\/app\.example\.org/],
  [{ corsAllowedOrigins: ['https://localhost:5173'] }, /^cors failed: https:\/\/localhost/],
  [{ logLevel: 'debug' as const }, /^log level warning: LOG_LEVEL is debug/],
  [{ publicUrl: 'http://ops.example.org' }, /^tls failed: PUBLIC_URL .* https/],
  [{ host: '0.0.0.0' }, /^exposure warning: without METRICS_TOKEN/],
])('names what production shows or allows beyond that: %j', (more, said) => {
  expect(outcomes(more)).toEqual([expect.stringMatching(said)]);
});

it('lets a developer’s machine have docs, debug lines and origins without TLS', () => {
  const development = { mode: 'development' as const, enableSwagger: true, logLevel: 'debug' as const };
  const origins = ['http://localhost:5173'];
  expect(outcomes({ ...development, corsAllowedOrigins: origins, publicUrl: 'http://localhost:3000' })).toEqual([]);
  expect(outcomes({ ...development, host: '0.0.0.0', metricsToken: 'a token of metrics' })).toHaveLength(1);
});
