import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { eventually } from '#libs/testing/eventually';
import { BusConnection } from './bus-connection';

const INFO = { server_id: 'x', version: '2.9.10', proto: 1, headers: true, max_payload: 1_048_576 };

/** Speaks as much of a broker's protocol as opening a connection takes; `first` answers the first client's messages. */
function aFaltering(first: (socket: Socket, pings: number) => void): {
  readonly server: Server;
  readonly clients: Socket[];
} {
  const clients: Socket[] = [];
  const server = createServer((socket) => {
    const isFirst = clients.push(socket) === 1;
    let pings = 0;
    socket.on('error', () => undefined);
    socket.write(`INFO ${JSON.stringify(INFO)}\r\n`);
    socket.on('data', (said: Buffer) => {
      pings += said.toString('latin1').split('PING\r\n').length - 1;
      if (isFirst) first(socket, pings);
      else if (said.includes('PING\r\n')) socket.write('PONG\r\n');
    });
  });
  return { server, clients };
}

it.each([
  [
    'is lost while it is opened',
    (socket: Socket, pings: number) => {
      if (pings > 1) socket.destroy();
      else socket.write('PONG\r\n');
    },
  ],
  ['came too slowly for the broker', (socket: Socket) => socket.end("-ERR 'Authentication Timeout'\r\n")],
])('a connection that %s is opened again', async (_, first) => {
  const { server, clients } = aFaltering(first);
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
