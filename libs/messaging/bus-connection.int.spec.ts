import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { eventually } from '#libs/testing';
import { BusConnection } from './bus-connection';

const INFO = { server_id: 'x', version: '2.9.10', proto: 1, headers: true, max_payload: 1_048_576 };

/**
 * Speaks as much of a broker's protocol as opening a connection takes. Cuts its first client at that client's next
 * message.
 */
function aFaltering(): { readonly server: Server; readonly clients: Socket[] } {
  const clients: Socket[] = [];
  const server = createServer((socket) => {
    const isFirst = clients.push(socket) === 1;
    let pings = 0;
    socket.on('error', () => undefined);
    socket.write(`INFO ${JSON.stringify(INFO)}\r\n`);
    socket.on('data', (said: Buffer) => {
      pings += said.toString('latin1').split('PING\r\n').length - 1;
      if (isFirst && pings > 1) socket.destroy();
      else if (said.includes('PING\r\n')) socket.write('PONG\r\n');
    });
  });
  return { server, clients };
}

it('a connection that is lost while it is opened is opened again', async () => {
  const { server, clients } = aFaltering();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const connection = await BusConnection.open({ servers: `nats://127.0.0.1:${port}`, name: 'gateway' });
    await eventually(() => clients.length === 2 && connection.isUp);
    await connection.close();
  } finally {
    for (const socket of clients) socket.destroy();
    server.close();
  }
});
