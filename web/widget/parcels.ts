/**
 * What goes inside the packets: events and their answers as socket.io writes them, for texts alone (see `packets.ts`). The build
 * puts this in the place of the library's own, half of which is about bytes.
 */
interface Parcel {
  type: number;
  nsp: string;
  id?: number;
  data?: unknown;
}

export const protocol = 5;

export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4, BINARY_EVENT: 5, BINARY_ACK: 6 };

export class Encoder {
  encode({ type, nsp, id, data }: Parcel): string[] {
    return [`${type}${nsp === '/' ? '' : `${nsp},`}${id ?? ''}${data == null ? '' : JSON.stringify(data)}`];
  }
}

export class Decoder {
  private heard: ((parcel: Parcel) => void) | undefined;

  on(_decoded: string, heard: (parcel: Parcel) => void): void {
    this.heard = heard;
  }

  off(): void {
    this.heard = undefined;
  }

  destroy(): void {
    this.off();
  }

  /** Throws what is none: the connection is ended then, and made anew. */
  add(text: unknown): void {
    const [, type, nsp = '/', id, data] = /^([0-4])(\/[^,]*)?,?(\d*)(.*)$/su.exec(text as string)!;
    const parcel: Parcel = { type: Number(type), nsp };
    if (id) parcel.id = Number(id);
    if (data) parcel.data = JSON.parse(data);
    const isList = type === '2' || type === '3';
    if (Array.isArray(parcel.data) !== isList) throw new TypeError('parser error');
    this.heard?.(parcel);
  }
}
