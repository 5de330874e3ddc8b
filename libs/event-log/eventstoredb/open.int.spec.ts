import { execFileSync } from 'node:child_process';
import { SOURCES } from '#libs/testing/sources';
import { START } from '../position';
import { openEventStoreDbEventLog } from './open';
import { stage } from './testing/scripted-server.fixture';

const on = stage();

describe('opening', () => {
  it('refuses an invalid connection string without repeating it', async () => {
    const opening = openEventStoreDbEventLog({ url: 'http://admin:changeit@localhost' });
    await expect(opening).rejects.toThrow(TypeError);
    await expect(opening).rejects.not.toThrow(/changeit/);
  });

  it('connects when it is first used', async () => {
    const { server } = on();
    const later = await openEventStoreDbEventLog({ url: server.url });
    expect(server.readCalls).toBe(0);
    await expect(later.head()).resolves.toBe(START);
    await expect(later.epoch()).resolves.toBe(1);
    await later.close();
  });

  it('loads gRPC, which the library alone does not', () => {
    const script = `
      const grpc = () => Object.keys(require.cache).some((file) => file.includes('@grpc'));
      const { openEventStoreDbEventLog } = require('#libs/event-log');
      const before = grpc();
      openEventStoreDbEventLog({ url: 'esdb://127.0.0.1:1?tls=false' }).then(() => console.log(before, grpc()));
    `;
    const said = execFileSync(process.execPath, [...SOURCES, '-e', script], { encoding: 'utf8' });
    expect(said.trim()).toBe('false true');
  });
});
