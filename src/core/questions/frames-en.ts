import type { Mention } from './mention.js';

/**
 * The frames in which an English sentence asks for the noun that follows (or stands alone). Between the verb and the noun
 * only small words may stand: "send me your e-mail" asks for it, "send it to your e-mail" does not.
 */
const SMALL = String.raw`(?:[\s,:&/"'()#-]|\u00a4|\b(?:me|us|with|the|your|ur|you|a|an|any|that|this|full|complete|exact|current|correct|best|right|valid|good|please|pls|again|also|just|both|either|and|or|then|out|over|of|as|well|here|which|what|whatever|is|was)\b){0,60}$`;
const PLEASE = String.raw`(?:please|pls|kindly|just|also|maybe|perhaps|possibly|quickly|first|then|happen to|be able to|by any chance|,)`;

const GIVE = String.raw`(?:tell|give|provide|send|share|supply|state|quote|spell|type|write|drop|leave|enter|confirm|verify|repeat|read|include|attach|name|mention|forward|reply with|respond with|let (?:me|us) know|let (?:me|us) have|remind (?:me|us) of|help (?:me|us) with)`;
const KNOW = String.raw`(?:have|know|remember|recall|see|find)`;
const GET = String.raw`(?:have|get|take|grab|know|note|see|ask(?: you)? for|ask)`;

const before = (source: string): RegExp => new RegExp(source + SMALL, 'i');

const FRAMES: readonly RegExp[] = [
  // "could you (please) send me", "would you mind sharing", "if you could give us"
  before(String.raw`\b(?:can|could|would|will|may|might|can't|couldn't) (?:you|u)(?: ${PLEASE}){0,3} ${GIVE}`),
  before(String.raw`\bif you (?:can|could|would)(?: ${PLEASE})? ${GIVE}`),
  before(
    String.raw`\bmind(?: ${PLEASE})? (?:sharing|telling|giving|providing|sending|confirming|repeating|leaving|spelling|typing)`,
  ),
  // "do you have", "have you got", "do you happen to know"
  before(String.raw`\b(?:do|did|would) (?:you|u)(?: still| happen to| by any chance| perhaps){0,2} ${KNOW}(?: at hand| handy)?`),
  before(String.raw`\bhave you got`),
  // "please provide"; an imperative at the start of a sentence or after a comma
  before(
    String.raw`(?:^|[,:–—-] ?|\b(?:please|pls|kindly|just|and|so|then|hi|hello|thanks) )(?:please |kindly |just ){0,2}${GIVE}`,
  ),
  // "may I have", "can we get"
  before(String.raw`\b(?:may|can|could|might) (?:i|we)(?: ${PLEASE}){0,2} ${GET}`),
  // "I need", "I'd need", "we would need", "I am missing"
  before(
    String.raw`\b(?:i|we)(?: will| would|'d|'ll| just| also| still| only| do){0,3} (?:need|require)(?: to (?:know|have|get))?`,
  ),
  before(String.raw`\b(?:i am|i'm|we are|we're)(?: still| just| only)? (?:missing|lacking)`),
  before(String.raw`\b(?:i|we)(?: would|'d) (?:like|love) to (?:know|have|get)`),
  before(String.raw`\bpossible to (?:have|get|know|send|share)`),
  // "what is your", "which", "what's the best"
  before(String.raw`\b(?:what|which)(?:'s|s| is| was| are| were| would be| exact| exactly is)?`),
  before(String.raw`\bis there (?=an? |any )`),
];

const WHICH = before(String.raw`\b(?:what|which)(?:'s|s| is| was)?`);
const NOT_THEIRS = /\b(?:our|my|their|his|her|its|no|without)\s(?:\S{1,12}\s)?$/i;
const NOT_FOR_AN_ANSWER =
  /^\s?(?:by (?:click|follow|open)|format|field|page|settings?|is (?:correct|right|still|missing)|means?)\b/i;
/** Nothing else in the sentence: "Order number?", "and your e-mail, please". */
const ALONE_BEFORE =
  /^(?:(?:and|so|ok|okay|great|thanks|thank you|sorry|perfect|hi|hello|then|now|also|first|next)[\s,.:!-]{1,3}){0,3}(?:(?:your|ur|the|full|current|a|and|or)\s|\u00a4|[\s,&/]){0,12}$/i;
const ALONE_AFTER =
  /^(?:\u00a4|[\s,&/]|\b(?:and|or|your|the|full|a|daytime|please|pls|again|thanks|thank you|is|was|would be|for me)\b){0,24}[\s.?!:…]{0,4}$/i;
const ASKS_ALONE = /\?|\b(?:please|pls)\b/i;

export function asksInEnglish({ before: lead, after, bare, sentence }: Mention): boolean {
  if (NOT_THEIRS.test(lead) || NOT_FOR_AN_ANSWER.test(after)) return false;
  if (bare) return WHICH.test(lead);
  if (FRAMES.some((frame) => frame.test(lead))) return true;
  return ALONE_BEFORE.test(lead) && ALONE_AFTER.test(after) && ASKS_ALONE.test(sentence);
}
