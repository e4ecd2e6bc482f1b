import type { ExpectedMedia } from '../../../conversations/attachments/expect-media.service.js';
import type { InboundMessage } from '../../../conversations/inbound-message.js';
import type { InboundMail } from './translate-mail.js';

const KEPT_REFERENCES = 12;

/** Where the mail goes and what was found out about its sender besides the mail itself. */
export type MailContext = {
  inboxId: string;
  /** The delivery's id of the mail, which differs from its Message-ID where another mail took that one first. */
  externalId: string;
  /** The normalised address of the sender. */
  address: string;
  /** True where something proves that the sender holds that address. */
  proved: boolean;
};

/** The one shape every channel's message has. Pure. */
export function inboundOfMail(mail: InboundMail, context: MailContext): InboundMessage {
  const { threading } = mail;
  const bounced = mail.automatic?.bounce?.originalMessageId;
  const answered = [bounced, threading.inReplyTo, ...[...threading.references].reverse()].filter((id) => id != null);
  return {
    inboxId: context.inboxId,
    channel: 'email',
    from: {
      kind: 'email',
      value: context.address,
      display: mail.from.value,
      name: mail.from.name || null,
      level: context.proved ? 'verified' : 'claimed',
      joins: true,
      proof: context.proved ? { by: mail.proof } : {},
    },
    text: mail.text,
    content: contentOf(mail),
    externalId: context.externalId,
    occurredAt: mail.occurredAt,
    subject: mail.subject || null,
    threading: { conversationId: threading.conversationToken, inReplyTo: [...new Set(answered)] },
    automatic: mail.automatic !== null,
  };
}

/** The files of a mail, to be cut out of the stored bytes once the message is in the thread. */
export function mediaOfMail({ attachments }: InboundMail, deliveryId: string): ExpectedMedia[] {
  return attachments.map(({ name, contentType, size, inline, contentId }, index) => ({
    kind: kindOf(contentType),
    reference: JSON.stringify({ deliveryId, index } satisfies FileOfDelivery),
    name,
    contentType,
    sizeBytes: size,
    inline,
    ...(contentId ? { contentId } : {}),
  }));
}

/** Where a file of a mail is: the raw delivery, and its place among the files of that mail. */
export type FileOfDelivery = { deliveryId: string; index: number };

function kindOf(contentType: string): ExpectedMedia['kind'] {
  const [family] = contentType.split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

/** What an agent may want to see beside the text, and what the answer to this mail is built from. */
function contentOf(mail: InboundMail): Record<string, unknown> {
  const { references } = mail.threading;
  const kept =
    references.length <= KEPT_REFERENCES ? references : [...references.slice(0, 1), ...references.slice(1 - KEPT_REFERENCES)];
  return {
    subject: mail.subject,
    messageId: mail.externalId.startsWith('sha256:') ? null : mail.externalId,
    references: kept,
    to: mail.to,
    cc: mail.cc,
    ...(mail.bcc.length > 0 ? { bcc: mail.bcc } : {}),
    ...(mail.receivedAs === 'to' ? {} : { receivedAs: mail.receivedAs }),
    ...(mail.calendar ? { calendar: mail.calendar } : {}),
    ...(mail.forwardedBy ? { forwardedBy: mail.forwardedBy } : {}),
    ...(mail.protection ? { protection: mail.protection } : {}),
    // Answers go to From. Somebody who wants them elsewhere is shown to the agent and never simply obeyed.
    replyTo: mail.replyToDiffers ? mail.replyTo : null,
    quoted: mail.quoted,
    signature: mail.signature,
    html: mail.html,
    proof: mail.proof,
    mayAutoAnswer: mail.mayAutoAnswer,
    automatic: mail.automatic && { kind: mail.automatic.kind, because: mail.automatic.because },
    defects: mail.defects,
  };
}
