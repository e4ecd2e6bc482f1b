import { ImapFlow, type MailboxObject } from 'imapflow';
import type { MailboxAccount } from './mailbox-account.js';

const seconds = (n: number): number => n * 1000;
const megabyte = 1024 * 1024;

export interface OpenMailbox {
  client: ImapFlow;
  mailbox: MailboxObject;
  /** The server tells of new mail by itself. */
  idles: boolean;
  /** The folder to move to cannot be made, or the mailbox may only be read. */
  warning: string | null;
}

/**
 * Signs in and opens the folder. Rejects with the library's error, which `readMailboxTrouble` puts into words. Everything a
 * server may send is bounded in size and time; its certificate is checked.
 */
export async function openMailbox(account: MailboxAccount, maxMailBytes: number): Promise<OpenMailbox> {
  const client = new ImapFlow({
    host: account.host,
    port: account.port,
    secure: account.security === 'tls',
    ...(account.security === 'tls' ? {} : { doSTARTTLS: account.security === 'starttls' }),
    ...(account.certificateAuthority ? { tls: { ca: account.certificateAuthority } } : {}),
    auth: {
      user: account.user,
      ...(account.accessToken ? { accessToken: account.accessToken } : { pass: account.password ?? '' }),
    },
    clientInfo: { name: 'Throughline' },
    logger: false,
    disableAutoIdle: true,
    // A compressed stream would get past the bounds on what a server may send.
    disableCompression: true,
    maxIdleTime: seconds(240),
    connectionTimeout: seconds(20),
    greetingTimeout: seconds(15),
    socketTimeout: seconds(60),
    maxLineLength: 4 * megabyte,
    maxLiteralSize: maxMailBytes * 2 + megabyte,
    maxResponseSize: maxMailBytes * 2 + 8 * megabyte,
  });
  // Without a listener an error of the connection would end the process; whoever waits for an answer hears of it anyway.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const mailbox = await client.mailboxOpen(account.mailbox);
    return { client, mailbox, idles: client.capabilities.has('IDLE'), warning: await prepare(client, account, mailbox) };
  } catch (error) {
    client.close();
    throw error;
  }
}

async function prepare(client: ImapFlow, account: MailboxAccount, mailbox: MailboxObject): Promise<string | null> {
  if (mailbox.readOnly) return 'The mailbox may only be read: mail is taken in and stays there as it is.';
  if (!account.moveTo) return null;
  try {
    await client.mailboxCreate(account.moveTo);
    return null;
  } catch {
    if (!client.usable) throw new Error('the connection broke');
    return `The folder ${account.moveTo} cannot be made: mail is taken in and stays where it is.`;
  }
}
