/** What the browser measured of a line: loss of what we hear as a part of one since the last look, and the round trip. */
const before = new WeakMap<RTCPeerConnection, { lost: number; got: number }>();

interface Row {
  type: string;
  kind?: string;
  packetsLost?: number;
  packetsReceived?: number;
  roundTripTime?: number;
  audioLevel?: number;
}

async function rowsOf(pc: RTCPeerConnection): Promise<Row[]> {
  const rows: Row[] = [];
  (await pc.getStats()).forEach((row: Row) => rows.push(row));
  return rows;
}

export async function measure(pc: RTCPeerConnection): Promise<{ loss: number; roundTripS: number }> {
  const rows = await rowsOf(pc);
  const heard = rows.find((row) => row.type === 'inbound-rtp' && row.kind === 'audio');
  const told = rows.find((row) => row.type === 'remote-inbound-rtp' && row.kind === 'audio');
  const now = { lost: heard?.packetsLost ?? 0, got: heard?.packetsReceived ?? 0 };
  const last = before.get(pc) ?? { lost: 0, got: 0 };
  before.set(pc, now);
  const [lost, got] = [Math.max(0, now.lost - last.lost), Math.max(0, now.got - last.got)];
  return { loss: lost + got > 0 ? lost / (lost + got) : 0, roundTripS: told?.roundTripTime ?? 0 };
}

/** How loud the microphone is, and the other side: 0 to 1. */
export async function levels(pc: RTCPeerConnection): Promise<{ own: number; theirs: number }> {
  const rows = await rowsOf(pc);
  const level = (type: string): number => rows.find((row) => row.type === type && row.kind === 'audio')?.audioLevel ?? 0;
  return { own: level('media-source'), theirs: level('inbound-rtp') };
}
