import { object, always, both, refTo, type Schema } from '../../contracts/schema.js';
import { type SocketCommand, type SocketNamespace, socketTable } from '../../contracts/socket-table.js';
import { viewSchemas } from '../../contracts/view-schemas.js';

const at = (...steps: string[]): { $ref: string } => ({ $ref: `#/${steps.join('/')}` });

/** The sockets as an AsyncAPI 3.1 document, seen from the server: it receives commands and sends events. */
export function describeSockets(publicUrl: string): object {
  const { host, protocol } = new URL(publicUrl);
  const namespaces = Object.entries(socketTable);
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Throughline sockets',
      version: '0.1.0',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      description:
        'socket.io namespaces. The handshake carries `auth: {token}`. A message is an event with one argument; a command is answered ' +
        'by its acknowledgement, after the commit: `{ok: true, …}` or `{ok: false, problem}`.',
    },
    defaultContentType: 'application/json',
    servers: {
      main: {
        host,
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        pathname: '/socket.io/',
        description: 'socket.io 4 (its own framing over WebSocket, with long polling as the fallback)',
        security: namespaces.map(([name]) => at('components', 'securitySchemes', name)),
      },
    },
    channels: Object.fromEntries(namespaces.map(([name, table]) => [name, channelOf(name, table)])),
    operations: Object.fromEntries(namespaces.flatMap(([name, table]) => operationsOf(name, table))),
    components: {
      securitySchemes: Object.fromEntries(
        namespaces.map(([name, { token }]) => [name, { type: 'http', scheme: 'bearer', description: `auth.token: ${token}` }]),
      ),
      schemas: viewSchemas,
    },
  };
}

function channelOf(name: string, { summary, commands, events }: SocketNamespace): object {
  const messages: Record<string, object> = {};
  for (const [event, command] of Object.entries(commands)) {
    messages[`${event}.command`] = { name: event, title: event, summary: command.summary, payload: command.body };
    messages[`${event}.answer`] = { name: 'ack', title: `Answer to ${event}`, payload: answerOf(command) };
  }
  for (const [event, { summary: told, body }] of Object.entries(events))
    messages[`${event}.event`] = { name: event, title: event, summary: told, payload: body };
  return { address: `/${name}`, summary, servers: [at('servers', 'main')], messages };
}

function answerOf({ answer }: SocketCommand): Schema {
  const done = object<{ ok: true }>({ ok: always(true) });
  const refused = object<{ ok: false; problem: object }>({ ok: always(false), problem: refTo('Problem') });
  return { anyOf: [answer ? both(done, answer) : done, refused] };
}

function operationsOf(name: string, { commands, events }: SocketNamespace): [string, object][] {
  const channel = at('channels', name);
  const message = (key: string): object => at('channels', name, 'messages', key);
  return [
    ...Object.entries(commands).map(([event, { summary }]): [string, object] => [
      `${name}.receive.${event}`,
      {
        action: 'receive',
        channel,
        summary,
        messages: [message(`${event}.command`)],
        reply: { channel, messages: [message(`${event}.answer`)] },
      },
    ]),
    ...Object.entries(events).map(([event, { summary }]): [string, object] => [
      `${name}.send.${event}`,
      { action: 'send', channel, summary, messages: [message(`${event}.event`)] },
    ]),
  ];
}
