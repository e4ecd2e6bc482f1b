import { windowClosed } from '../../contracts/delivery-reasons.js';
import { capital, type GraphError, inWords, type KnownFailures } from './graph-error.js';

const reasons: Record<number, string> = {
  131026: 'This number cannot get WhatsApp messages: not on WhatsApp, an old version of it, or it blocked this business.',
  131047: `${capital(windowClosed)}: more than 24 hours have passed since the customer's last message. WhatsApp takes only a template now.`,
  131051: 'WhatsApp does not carry this kind of message.',
  131053: 'WhatsApp could not take the file: its type or size is not allowed.',
  132000: 'The template has another number of variables.',
  132001: 'WhatsApp knows no template of this name in this language.',
  132015: 'WhatsApp has paused this template because of its quality.',
  132016: 'WhatsApp has disabled this template because of its quality.',
};

/** Failures for good that deserve plainer words than Meta's; they are told in an answer or, later, in a status. */
export const whatsappFailure: KnownFailures = (error) => {
  const reason = reasons[error.code ?? -1];
  return reason && `${reason} ${inWords(error)}`;
};

export const whatsappReason = (error: GraphError): string => whatsappFailure(error) ?? inWords(error);
