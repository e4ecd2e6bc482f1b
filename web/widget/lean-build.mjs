import { join } from 'node:path';

/** What chatting needs at once; the others are parts of their own, and the script itself only names them. */
const elsewhere =
  /[\\/]widget[\\/](widget\.ts|call[\\/]|words[\\/]zh|polling|extras|view[\\/](call-back|emoji-place|rate))|transports[\\/]polling/;
export const isForChat = (id) => !elsewhere.test(id);

/** What stands in for files of socket.io's client that the widget has no use for. */
const stand = {
  // The widget names its transports itself; polling is a part of its own, loaded where WebSockets do not get through.
  'engine.io-client ./transports/index.js': 'export const transports = {};',
  'engine.io-client ./transports/polling-xhr.js': 'export const XHR = null;',
  'engine.io-client ./transports/polling-xhr.node.js': 'export const XHR = null;',
  'engine.io-client ./transports/polling-fetch.js': 'export const Fetch = null;',
  'engine.io-client ./transports/webtransport.js': 'export const WT = null;',
  // What is said here is JSON; files go by HTTP.
  'socket.io-parser ./binary.js': 'export const deconstructPacket = null, reconstructPacket = null;',
  'socket.io-parser ./is-binary.js': 'export const isBinary = () => false, hasBinary = () => false;',
  // No part has styles or parts of its own to be fetched ahead.
  'vite preload-helper': 'export const __vitePreload = (load) => load();',
};

/** For the build: of socket.io's client only what the widget needs. */
export const leanSocket = {
  name: 'lean-socket',
  enforce: 'pre',
  resolveId(id, importer = '') {
    if (id === 'engine.io-parser') return join(import.meta.dirname, 'packets.ts');
    const [, library] = /node_modules\/(engine\.io-client|socket\.io-parser)\/build\/esm\/index\.js$|$/.exec(importer) ?? [];
    const from = library ?? (importer.endsWith('/engine.io-client/build/esm/socket.js') ? 'engine.io-client' : '');
    return `${from} ${id}` in stand ? `\0${from} ${id}` : undefined;
  },
  load: (id) => stand[id === '\0vite/preload-helper.js' ? 'vite preload-helper' : id.slice(1)],
};
