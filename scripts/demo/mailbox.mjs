import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { Inbox } from './wait.mjs';

/** A mail server for the customers of the story: what Throughline sends them arrives here. */
export class Mailbox {
  constructor() {
    this.mails = new Inbox();
  }

  /** @returns {Promise<string>} the address for SMTP_URL */
  async open() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, _session, done) => {
        simpleParser(stream).then((mail) => {
          this.mails.put(mail);
          done();
        }, done);
      },
    });
    await new Promise((resolve, reject) => this.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${this.server.server.address().port}`;
  }

  close() {
    return this.server && new Promise((resolve) => this.server.close(resolve));
  }
}

/** The mail to this address among the .eml files a server without SMTP_URL keeps of what it sends; undefined where there is none. */
export async function keptMail(folder, address) {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.endsWith('.eml')).sort()) {
    const raw = await readFile(join(folder, name));
    if (raw.includes(address)) return { file: join(folder, name), mail: await simpleParser(raw) };
  }
  return undefined;
}
