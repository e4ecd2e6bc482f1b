/** The errors of a mail transport, as far as they are read here. */
export type TransportError = {
  code?: string | undefined;
  responseCode?: number | undefined;
  response?: string | undefined;
  command?: string | undefined;
};

export type SendingTrouble = { state: 'later' | 'failed'; reason: string };

/** Commands whose 5xx answer speaks of this mail; elsewhere it speaks of us or of the server, which can be mended. */
const ABOUT_THE_MAIL = /^(?:MAIL FROM|RCPT TO|DATA)$/;

/**
 * Whether a mail that was not taken is worth another try. Doubt falls on the side of trying: a refused sign-in or a broken
 * connection is our own trouble and must not cost a customer their answer.
 */
export function readSendingTrouble(error: unknown): SendingTrouble {
  const { code = '', responseCode, response, command = '' } = (error ?? {}) as TransportError;
  const said = (response ?? '').replace(/\s+/g, ' ').trim();
  if (code === 'EAUTH')
    return { state: 'later', reason: `the mail server of SMTP_URL refused to sign us in${said && ` (${said})`}` };
  if (
    responseCode !== undefined &&
    responseCode >= 500 &&
    (ABOUT_THE_MAIL.test(command) || code === 'EENVELOPE' || code === 'EMESSAGE')
  )
    return { state: 'failed', reason: `the mail server refused it: ${said || responseCode}` };
  if (responseCode !== undefined)
    return { state: 'later', reason: `the mail server did not take it yet: ${said || responseCode}` };
  // No server was asked: the address or the mail cannot be put into words that SMTP knows.
  if (code === 'EENVELOPE' || code === 'EMAXRECIPIENTS') return { state: 'failed', reason: 'the address cannot be written to' };
  return { state: 'later', reason: `the mail server of SMTP_URL was not reached${code && ` (${code})`}` };
}
