import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  headers: IncomingHttpHeaders;
  raw: string;
  body: { customerId: string; identities: { kind: string; value: string }[]; conversationId: string; locale: string | null };
}

/** What it answers next; `hangs` never does. */
export type Reply = { hangs: true } | { status?: number; body: string | Buffer; headers?: Record<string, string> };

/** Another system with something to show, on this machine. */
export class APanel {
  readonly asked: Asked[] = [];
  reply: (asked: Asked) => Reply = () => ({ body: JSON.stringify(aShop()) });
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<APanel> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const panel = new APanel(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/panel`);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        const asked = { headers: request.headers, raw, body: JSON.parse(raw) as Asked['body'] };
        panel.asked.push(asked);
        const reply = panel.reply(asked);
        if ('hangs' in reply) return;
        response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers }).end(reply.body);
      });
    });
    return panel;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export const aShop = (value = 'on its way') => ({
  title: 'Orders',
  sections: [
    { label: 'Shipments', items: [{ label: 'A-20417', value, at: '2026-01-02T03:04:05+01:00', url: 'https://shop.test/o/1' }] },
  ],
  facts: [{ kind: 'order_number', value: 'A-20417' }],
});

/** As Standard Webhooks writes it down, and nothing of ours: `v1,` and HMAC-SHA256 over "id.timestamp.body" with the decoded key. */
export function standardSignature(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`;
}
