import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Mood } from './drawer-case.js';

/**
 * The ways of going wrong that need no knowledge of a vendor. True where the answer was spoilt: the fake does nothing else.
 * Silence ends when the caller hangs up.
 */
export function misbehave(mood: Mood, request: IncomingMessage, response: ServerResponse): boolean {
  request.resume();
  if (mood === 'outage') response.writeHead(503, { 'content-type': 'text/plain' }).end('Service Unavailable');
  else if (mood === 'nonsense')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome!</body></html>');
  else if (mood === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"messages":[{"id":"', () => response.destroy());
  } else return mood === 'silence';
  return true;
}
