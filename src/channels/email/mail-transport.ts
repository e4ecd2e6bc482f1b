import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { CONFIG, type Config } from '../../config/config.js';
import type { SendOutcome } from '../deliveries/outbound-senders.js';
import { readSendingTrouble } from './mail/sending-trouble.js';

const seconds = (n: number): number => n * 1000;
/** Well within the lease of a send, so that no second worker starts while this one still waits. */
const deadlineMs = seconds(40);

/** The way out: one pool of connections to the mail server of SMTP_URL; on the demo a folder in its place. */
@Injectable()
export class MailTransport implements BeforeApplicationShutdown {
  private readonly transport: ReturnType<typeof open> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.transport = config.smtpUrl ? open(config.smtpUrl) : undefined;
  }

  /** Never rejects. Without SMTP_URL every mail fails at once and says so: waiting would not mend it. */
  async send(mail: SendMailOptions): Promise<SendOutcome> {
    if (!this.transport && this.config.mailDropDir) return drop(mail, this.config.mailDropDir);
    if (!this.transport) return { state: 'failed', reason: 'SMTP_URL is not set: this server cannot send mail' };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })), deadlineMs);
    });
    try {
      const { rejected = [] } = (await Promise.race([this.transport.sendMail(mail), late])) as { rejected?: unknown[] };
      // Taken for those who get a copy, and not for the customer.
      const to = (mail.to as { address: string }).address;
      return rejected.includes(to) ? { state: 'failed', reason: `the mail server refused the address ${to}` } : { state: 'sent' };
    } catch (error) {
      return readSendingTrouble(error);
    } finally {
      clearTimeout(timer);
    }
  }

  beforeApplicationShutdown(): void {
    this.transport?.close();
  }
}

/** Written aside and put in place, so that whoever watches the folder never reads half a mail. */
async function drop(mail: SendMailOptions, folder: string): Promise<SendOutcome> {
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail(mail);
  const name = `${String(mail.messageId).replace(/[^A-Za-z0-9@._-]/g, '')}.eml`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `.${name}`), message as Buffer, { mode: 0o600 });
  await rename(join(folder, `.${name}`), join(folder, name));
  return { state: 'sent' };
}

function open(url: string) {
  return createTransport({
    url,
    pool: true,
    maxConnections: 8,
    // Our own retries come back under the same Message-ID and are counted; the pool's would not be.
    maxRequeues: 0,
    idleTimeout: seconds(10),
    connectionTimeout: seconds(10),
    greetingTimeout: seconds(10),
    socketTimeout: seconds(30),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
