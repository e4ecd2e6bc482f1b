/** `if_due`: words that promise something only where a time stands beside them. */
export type Strength = 'sure' | 'if_due' | null;

const THING =
  '(?:refund|money|order|parcel|package|replacement|invoice|shipment|credit(?: note)?|technician|courier|engineer|item|part|delivery|label|amount|new (?:\\w{1,20})|driver|voucher|payment)';
const WHO = String.raw`(?:i|we|he|she|they|(?:my|our|one of (?:my|our)|an?|the)(?: \w{1,20}){0,2} (?:colleagues?|team|technicians?|engineers?|specialists?|drivers?|manager|supervisor|warehouse|department|courier|expert)|(?:my|our) (?:boss|supplier|team)|someone(?: from [\w ]{1,30})?|somebody)`;
const WILL = String.raw`(?:'ll| will| shall|'m going to| am going to|'re going to| are going to| is going to|'s going to| promise to| promise (?:that )?(?:i|we)(?:'ll| will)| guarantee to| commit to|'ll be sure to)`;
const FILLER = String.raw`(?: (?:also|then|just|now|personally|definitely|gladly|certainly|surely|of course|be happy to|be glad to|try to|do my best to|make every effort to|make sure to|be sure to|immediately|quickly|shortly|soon|right away|at once|and|go ahead and|have (?:him|her|them|someone|somebody|a colleague|our \w{1,20}|my \w{1,20})|ask (?:him|her|them|a colleague|our \w{1,20}|my \w{1,20}) to|get (?:him|her|them|someone|a colleague) to|tomorrow|today|tonight|be|personally)){0,3}`;
const DO = String.raw`(?:call|ring|phone|e-?mail|mail|write|text|messag|send|ship|refund|reimburse|credit|get back|be back in touch|come back to|follow[ -]?up|let (?:you|her|him|them) know|update|updating|inform|notify|contact|reach out|escalat|arrang|book|schedul|replac|exchang|pay|transfer (?:the|your|it)|deliver|fix|repair|resolv|confirm|reply|respond|answer|forward|issue|issuing|re-?order|organi[sz]|make sure|ensure|see to it|take care|process|cancel|remove|waive|correct|reopen|return|give you|in touch|touch base|keep (?:you|an eye)|drop you|pass (?:it|this|that|your)|bring|set up|activat|prepar|dispatch|post (?:it|the)|raise|submit|report back|compensat|top up|unlock|restor|provid|share)`;
const MAYBE = String.raw`(?:check|look|see|find out|investigat|try|review|speak|talk|work on|test|examin|discuss|be there|be back|visit|come|have (?:it|this|an answer|news|more|that|the|your)|know (?:more|by)|do (?:it|that|this)|finish|complete|be (?:ready|done|fixed|finished|available|online|live)|sort|pick (?:it|that|the))`;
const PASSIVE = String.raw`(?:(?:be|have been) (?:\w{2,12} )?(?:sent|shipped|delivered|refunded|credited|paid|replaced|processed|repaired|fixed|dispatched|posted|transferred|reimbursed|issued|with you|there|on its way|back|collected|picked up|ready|in your)|arrive|reach|land|leave|go out|come|call|visit|show up|appear|contact)`;
const GETS = String.raw`(?:receive|get|have|hear)`;

const re = (source: string): RegExp => new RegExp(source);

const SURE: readonly RegExp[] = [
  re(String.raw`\b${WHO}${WILL}${FILLER} ${DO}`),
  re(String.raw`\blet me (?:get back|call you|ring you|follow up|come back to you|send you|e-?mail you)`),
  re(
    String.raw`\byou(?:'ll| will| shall|'re going to)${FILLER} (?:be (?:refunded|called|contacted|informed|notified|credited|reimbursed|compensated)|${GETS} (?:a|an|the|your|our|my|it|this|that|back|from|another|one|full|confirmation|word|news))`,
  ),
  re(
    String.raw`\b(?:your|the|an?|our|this|that|it)(?: \w{1,20}){0,2}(?:(?<= )${THING})?(?:'ll| will| shall| is going to| are going to)${FILLER} ${PASSIVE}`,
  ),
  re(String.raw`\b(?:you can |please )?expect (?:a|an|the|my|our|your|to (?:hear|receive|get))(?: \w{1,20}){0,2}`),
  re(String.raw`\byou have my word\b`),
  re(String.raw`\b(?:and|but) will${FILLER} ${DO}`),
];
/** "I'm sending it tomorrow", "I call you at three": a promise where a time says so. */
const WITH_TIME: readonly RegExp[] = [
  re(String.raw`\b${WHO}${WILL}${FILLER} ${MAYBE}`),
  re(
    String.raw`\b(?:i'm|i am|we're|we are|he's|she's|they're)${FILLER} (?:calling|ringing|phoning|sending|shipping|emailing|writing|refunding|delivering|coming|visiting|booking|arranging|replacing|processing|getting back|back)\b`,
  ),
  re(String.raw`\b(?:and|but) will${FILLER} ${MAYBE}`),
  re(String.raw`\b(?:your|the|our)(?: \w{1,20})? ${THING} is (?:coming|arriving|shipping|leaving)\b`),
  re(String.raw`\b(?:i|we) (?:call|ring|phone|send|ship|e-?mail|contact|refund|deliver|write) (?:you|it|the|your|a|back)\b`),
  re(String.raw`\b(?:your|the)(?: \w{1,20}){0,2} ${THING} (?:arrives?|ships?|leaves|comes?|is due|goes out)\b`),
  re(String.raw`\b(?:talk|speak|call) to you\b|\bback to you\b`),
];

const NEGATED = re(
  String.raw`\b(?:won't|will not|'ll not|'ll never|will never|shall not|cannot|can't|couldn't|unable|not be able|am not going|'re not going|'m not going|not going to)\b`,
);
/** An offer is not yet a promise, and a wish of the customer's is none of ours. */
const OFFERED =
  /\bif you(?:'d| would)? (?:like|want|wish|prefer)\b|\bwould you like\b|\bshall (?:i|we)\b|\bdo you want\b|\b(?:i|we) (?:can|could|may|might)\b(?!.*\b(?:i|we)(?:'ll| will))/;
const ASKED_BACK = /\?["')]*$/;
const AGREED =
  /,? ?(?:is that |if that's |sounds? |would that be )?(?:ok|okay|alright|all right|right|fine|good|deal)(?: (?:for|with) you)?\?$/;
const REPORTED =
  /^(?:you|they|he|she|my colleague) (?:said|told|wrote|promised)|\b(?:as|like) (?:you|i) said\b|\byou (?:said|mentioned|told)\b/;
/** Pleasantries with the grammar of a promise. */
const POLITE =
  /\b(?:(?:we|i)'?(?:ll| will) (?:be )?(?:happy|glad) to (?:help|assist)|see you|hear from you (?:soon|again)|be (?:right )?with you (?:in a|shortly|soon|right)|be right back|help you with that)\b/;

export function commitsInEnglish(plain: string): Strength {
  if (NEGATED.test(plain) || OFFERED.test(plain) || REPORTED.test(plain)) return null;
  if (ASKED_BACK.test(plain) && !AGREED.test(plain)) return null;
  if (POLITE.test(plain)) return null;
  if (SURE.some((one) => one.test(plain))) return 'sure';
  return WITH_TIME.some((one) => one.test(plain)) ? 'if_due' : null;
}

const CONDITION =
  /\b(?:if|once|when|whenever|unless|in case|provided|as soon as (?!possible|i can|we can)|until you|after (?:you|we|the|that|this|it)\b|before you)(?:(?! (?:i|we)(?:'|’| )(?:ll|will)\b)[^,;.!]){0,160}/gi;

/** The sentence with its conditions blanked, of the same length. */
export const conditionInEnglish = (sentence: string): string => sentence.replace(CONDITION, (part) => ' '.repeat(part.length));
