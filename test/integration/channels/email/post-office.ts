import { once } from 'node:events';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  envelope: { from: string; to: string[] };
  raw: string;
  mail: ParsedMail;
}

export interface PostOffice {
  url: string;
  received: ReceivedMail[];
  /** What it answers to the next RCPT or, with `at: 'data'`, after the mail; each refusal is used once. */
  refuse(code: number, text: string, at?: 'rcpt' | 'data'): void;
  /** Mails are taken in only when the returned function is called. */
  hold(): () => void;
  stop(): Promise<void>;
}

/** The mail server behind SMTP_URL: the outside world of the tests, a real one on a free port. */
export async function openPostOffice(): Promise<PostOffice> {
  const received: ReceivedMail[] = [];
  const refusals: { code: number; text: string; at: 'rcpt' | 'data' }[] = [];
  let gate: Promise<void> = Promise.resolve();
  const refusal = (at: 'rcpt' | 'data'): Error | undefined => {
    if (refusals[0]?.at !== at) return undefined;
    const { code, text } = refusals.shift()!;
    return Object.assign(new Error(text), { responseCode: code });
  };
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onRcptTo: (_address, _session, answer) => answer(refusal('rcpt')),
    onData(stream, { envelope }, answer) {
      const chunks: Buffer[] = [];
      const { mailFrom, rcptTo } = envelope;
      const addresses = { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) };
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        void gate.then(async () => {
          const refused = refusal('data');
          if (refused) return answer(refused);
          const raw = Buffer.concat(chunks);
          received.push({ envelope: addresses, raw: raw.toString(), mail: await simpleParser(raw) });
          answer();
        });
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuse: (code, text, at = 'rcpt') => void refusals.push({ code, text, at }),
    hold() {
      let open = (): void => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return open;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
