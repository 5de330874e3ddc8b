import { natsServerConfig } from './nats-server-config';

it('writes users, permissions and limits as nats-server reads them', () => {
  const text = natsServerConfig(
    [
      {
        user: 'inventory',
        password: 'a "quoted" \\ one',
        permissions: {
          publish: { allow: ['audit.record'], deny: ['audit.record.x'] },
          subscribe: { allow: ['inventory.> inventory'] },
          allowResponses: true,
        },
      },
      {
        user: 'auth',
        password: 'p',
        permissions: { publish: { allow: [] }, allowResponses: { max: 2, expiresMs: 5_000 } },
      },
      { user: 'all', password: 'p' },
    ],
    { port: 4_333, limits: { maxPayload: 9, pingIntervalMs: 1_500, authTimeoutMs: 500 }, settings: ['debug: true'] },
  );
  expect(text).toBe(`host: "127.0.0.1"
port: 4333
max_payload: 9
ping_interval: "1500ms"
debug: true
authorization {
  timeout: 0.5
  users: [
    { user: "inventory", password: "a \\"quoted\\" \\\\ one", permissions: { publish: { allow: ["audit.record"], deny: ["audit.record.x"] }, subscribe: { allow: ["inventory.> inventory"] }, allow_responses: true } }
    { user: "auth", password: "p", permissions: { publish: { deny: [">"] }, allow_responses: { max: 2, expires: "5000ms" } } }
    { user: "all", password: "p" }
  ]
}
`);
});

it('refuses a password that nats-server would take for a hash of another', () => {
  expect(() => natsServerConfig([{ user: 'a', password: '$2a$11$abc' }])).toThrow('a');
});
