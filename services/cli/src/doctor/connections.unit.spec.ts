import { connectionsFinding, pagesFinding } from './database';

const facts = (connections: number, listening: number, folding: number) => ({
  connections,
  used: 5,
  listening,
  folding,
});

it('multiplies the connections of a process by those that run, and holds them against what the server allows', () => {
  expect(connectionsFinding(facts(97, 3, 1), {})).toMatchObject({
    outcome: 'ok',
    detail: '97 allowed, 5 used; 1 × 16 of services and 2 × 4 of gateways may take 24',
  });
  expect(connectionsFinding(facts(97, 12, 10), {})).toMatchObject({
    outcome: 'failed',
    detail: expect.stringMatching(/10 × 16 of services and 2 × 4 of gateways may take 168: raise max_conn/) as string,
  });
  expect(connectionsFinding(facts(97, 12, 10), { databasePoolSize: 8 })).toMatchObject({ outcome: 'ok' });
});

it('counts one process of all services where none runs', () => {
  expect(connectionsFinding(facts(15, 0, 0), {})).toMatchObject({ outcome: 'failed' });
  expect(connectionsFinding(facts(16, 0, 0), {})).toMatchObject({ outcome: 'ok' });
});

it('reports that damaged pages were read, or that none would be noticed', () => {
  expect(pagesFinding({ checksums: 'on', damaged: 2 })).toMatchObject({ outcome: 'failed' });
  expect(pagesFinding({ checksums: 'off', damaged: 0 })).toMatchObject({ outcome: 'warning' });
  expect(pagesFinding({ checksums: 'on', damaged: 0 })).toMatchObject({ outcome: 'ok' });
});
