// From their own files: the client's index brings ways of finding a server that are not needed here.
export { Manager } from '../../node_modules/socket.io-client/build/esm/manager.js';
export { WS } from '../../node_modules/engine.io-client/build/esm/transports/websocket.js';
