import { windowClosed } from '../../contracts/delivery-reasons.js';

/** What Twilio's numbers mean for the agent; others are shown with Twilio's own sentence, where it gave one. */
const inWords = new Map<number, string>([
  [21211, 'this is no number that can be written to'],
  [21408, 'the account may not send to this country'],
  [21610, 'the customer has opted out of messages (STOP); only they can opt in again (START)'],
  [21612, 'this sender cannot reach that number'],
  [21614, 'this number cannot receive messages'],
  [21617, 'the text is longer than 1,600 characters'],
  [30003, 'the phone is off or out of reach'],
  [30004, 'the message was blocked'],
  [30005, 'the number does not exist any more'],
  [30006, 'this is a landline, or its network takes no messages'],
  [30007, 'the network took it for unwanted mail and dropped it'],
  [30008, 'the network did not say why'],
  [30034, 'the sender is not registered for messages to this country (A2P 10DLC)'],
  [63003, 'this customer is not on WhatsApp'],
  [63013, "it is against the channel's rules"],
  [63016, `${windowClosed}: the customer last wrote more than 24 hours ago; only a template may be sent`],
  [63019, 'the file could not be fetched or is not taken'],
  [63024, 'this customer cannot receive it'],
  [63032, 'WhatsApp does not let this customer be written to now'],
]);

/** For the agent: the number, and why in words. */
export function twilioFailure(code: number | undefined, said: string): string {
  const words = code === undefined ? undefined : inWords.get(code);
  if (code === undefined) return said || 'Twilio did not say why';
  return `${code}: ${words ?? (said.replace(/^\d+:\s*/, '') || 'see twilio.com/docs/errors')}`;
}
