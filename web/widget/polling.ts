// From its own file: what is named by the client's index is put where the client is.
/** The other way to the server, for networks that let no WebSocket through. */
export { XHR as Polling } from '../../node_modules/engine.io-client/build/esm/transports/polling-xhr.js';
