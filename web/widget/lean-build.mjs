import { join } from 'node:path';

/** What chatting needs at once; the others are parts of their own, and the script itself only names them. */
const elsewhere =
  /[\\/]widget[\\/](widget\.ts|call[\\/]|words[\\/]zh|polling|extras|view[\\/](call-back|emoji-place|pre-chat|rate))|transports[\\/]polling/;
export const isForChat = (id) => !elsewhere.test(id);

/** What stands in for files of socket.io's client that the widget has no use for. */
const stand = {
  // The widget names its transports itself; polling is a part of its own, loaded where WebSockets do not get through.
  'engine.io-client ./transports/index.js': 'export const transports = {};',
  'engine.io-client ./transports/polling-xhr.js': 'export const XHR = null;',
  'engine.io-client ./transports/polling-xhr.node.js': 'export const XHR = null;',
  'engine.io-client ./transports/polling-fetch.js': 'export const Fetch = null;',
  'engine.io-client ./transports/webtransport.js': 'export const WT = null;',
  // Browsers can read an address by themselves.
  'engine.io-client ./contrib/parseuri.js': `export const parse = (text) => {
    const { protocol, hostname, port } = new URL(text);
    return { protocol: protocol.slice(0, -1), host: hostname.replace(/[[\\]]/g, ''), port };
  };`,
  // No part has styles or parts of its own to be fetched ahead.
  'vite preload-helper': 'export const __vitePreload = (load) => load();',
};

/** For the build: of socket.io's client only what the widget needs. */
export const leanSocket = {
  name: 'lean-socket',
  enforce: 'pre',
  resolveId(id, importer = '') {
    // What is said here is JSON; files go by HTTP.
    if (id === 'engine.io-parser') return join(import.meta.dirname, 'packets.ts');
    if (id === 'socket.io-parser') return join(import.meta.dirname, 'parcels.ts');
    const [, library] = /node_modules\/(engine\.io-client)\/build\/esm\/index\.js$|$/.exec(importer) ?? [];
    const from = library ?? (importer.endsWith('/engine.io-client/build/esm/socket.js') ? 'engine.io-client' : '');
    return `${from} ${id}` in stand ? `\0${from} ${id}` : undefined;
  },
  load: (id) => stand[id === '\0vite/preload-helper.js' ? 'vite preload-helper' : id.slice(1)],
};
