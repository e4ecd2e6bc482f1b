/**
 * The packets of socket.io's transport, for texts alone: what is said here is JSON, and the half of the library's own coder that
 * is about bytes would only be carried along. The build puts this in its place (`lean-build.mjs`).
 */
interface Packet {
  type: string;
  data?: string;
}

export const protocol = 4;

const types = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];
const between = '\u001e';
const textOf = ({ type, data = '' }: Packet): string => types.indexOf(type) + data;

export function encodePacket(packet: Packet, _bytesToo: boolean, done: (text: string) => void): void {
  done(textOf(packet));
}

export function decodePacket(text: unknown): Packet {
  const type = typeof text === 'string' ? types[Number(text[0])] : undefined;
  if (!type) return { type: 'error', data: 'parser error' };
  const data = (text as string).slice(1);
  return data ? { type, data } : { type };
}

export function encodePayload(packets: Packet[], done: (text: string) => void): void {
  done(packets.map(textOf).join(between));
}

export function decodePayload(text: string): Packet[] {
  const packets = text.split(between).map(decodePacket);
  const fault = packets.findIndex(({ type }) => type === 'error');
  return fault < 0 ? packets : packets.slice(0, fault + 1);
}
