import type { SMTPServerDataStream } from 'smtp-server';
import { SmtpRefusal, tryLater } from './smtp-refusal.js';

/**
 * Reads mails from their connections into memory, within one budget for all of them together: many large mails at once
 * are asked to come back later, instead of taking the memory that everybody lives from.
 */
export class MailIntake {
  private held = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly budgetBytes = maxBytes * 8,
  ) {}

  /**
   * Runs `work` with the whole mail. The stream is always read to its end, or the sender would never hear our answer.
   * Throws SmtpRefusal: 552 for a mail over the limit, 452 while there is no room, 451 where the sender hung up.
   */
  async take<T>(stream: SMTPServerDataStream, work: (raw: Buffer) => Promise<T>): Promise<T> {
    const taken = { bytes: 0 };
    try {
      return await work(await this.read(stream, taken));
    } finally {
      this.held -= taken.bytes;
    }
  }

  private async read(stream: SMTPServerDataStream, taken: { bytes: number }): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let refused: SmtpRefusal | undefined;
    let length = 0;
    for await (const chunk of untilHangUp(stream)) {
      length += chunk.length;
      if (length > this.maxBytes)
        refused = new SmtpRefusal(552, `The mail is larger than the ${this.maxBytes} bytes accepted here`);
      else if (this.held + chunk.length > this.budgetBytes)
        refused ??= new SmtpRefusal(452, 'Too many mails at once; try again later');
      if (refused) {
        chunks.length = 0;
        continue;
      }
      this.held += chunk.length;
      taken.bytes += chunk.length;
      chunks.push(chunk);
    }
    if (refused) throw refused;
    return Buffer.concat(chunks);
  }
}

/** A sender that hangs up in the middle is no fault here and nobody hears the answer; what came so far is no mail. */
async function* untilHangUp(stream: SMTPServerDataStream): AsyncGenerator<Buffer> {
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch {
    throw tryLater();
  }
}
