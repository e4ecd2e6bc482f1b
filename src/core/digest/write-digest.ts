import { DateTime } from 'luxon';
import { commitmentsIn } from '../promises/commitments.js';
import { clip, sentencesOf } from '../promises/sentences.js';
import { askedIn } from '../questions/asked.js';
import {
  type Digest,
  DIGEST_BOUNDS,
  DIGEST_SECTIONS,
  type DigestMaterial,
  type DigestMessage,
  type DigestSectionKey,
  type DigestSentence,
  READ_MESSAGES,
  READ_OPENING,
  READ_PER_MESSAGE,
} from './material.js';
import { type Phrases, phrasesIn } from './phrases.js';
import { isGreeting, isQuestion, moodOf, saysDone, saysTried } from './signs.js';

const QUOTE = 160;

interface Desk {
  material: DigestMaterial;
  say: Phrases;
  /** Everything that was said, and of it what belongs to this conversation. */
  messages: DigestMessage[];
  here: DigestMessage[];
  /** How it began, also where that is longer ago than what is read of the thread. */
  opening: DigestMessage[];
  /** What the customer said, over all conversations in sight. */
  theirs: DigestMessage[];
}

/**
 * The handover brief by rules alone: who, why they are here now, what was tried, what is promised, mood, what is still
 * unknown. Every sentence names the messages it rests on; where there are none it is not said. Pure: the same material
 * gives the same brief.
 */
export function writeDigest(material: DigestMaterial): Digest {
  const desk = layOut(material);
  const written: Record<DigestSectionKey, DigestSentence[]> = {
    who: who(desk),
    now: now(desk),
    tried: tried(desk),
    promised: promised(desk),
    mood: mood(desk),
    unknown: unknown(desk),
  };
  return { language: material.language, sections: bounded(written) };
}

function layOut(material: DigestMaterial): Desk {
  const short = (one: DigestMessage): DigestMessage => ({ ...one, text: one.text.slice(0, READ_PER_MESSAGE) });
  const messages = material.messages.slice(-READ_MESSAGES).map(short);
  return {
    material,
    say: phrasesIn(material.language),
    messages,
    here: messages.filter((one) => one.conversationId === material.conversationId),
    opening: material.opening.slice(0, READ_OPENING).map(short),
    theirs: messages.filter((one) => one.direction === 'in' && one.author === 'customer'),
  };
}

function bounded(written: Record<DigestSectionKey, DigestSentence[]>): Digest['sections'] {
  let left: number = DIGEST_BOUNDS.total;
  return DIGEST_SECTIONS.flatMap((key) => {
    const sentences = written[key].slice(0, DIGEST_BOUNDS.perSection).flatMap(({ sentence, sources }) => {
      const short = clip(sentence, DIGEST_BOUNDS.sentence);
      if (sources.length === 0 || short === '' || short.length > left) return [];
      left -= short.length;
      return [{ sentence: short, sources: [...new Set(sources)].slice(0, DIGEST_BOUNDS.sources) }];
    });
    return sentences.length > 0 ? [{ key, sentences }] : [];
  });
}

const timeOf = ({ material }: Desk, at: string): DateTime => {
  const local = DateTime.fromISO(at, { zone: material.zone });
  return local.isValid ? local : DateTime.fromISO(at, { zone: 'utc' });
};

/** The year is told where it is not this one. */
const dayAndTime = (desk: Desk, at: string): string => desk.say.dayAndTime(timeOf(desk, at), timeOf(desk, desk.material.now));

const quoted = ({ say }: Desk, text: string): string => say.quote(clip(text, QUOTE));

function who(desk: Desk): DigestSentence[] {
  const { material, say, messages, theirs } = desk;
  const source = theirs[0] ?? messages[0];
  if (!source) return [];
  const { name, tier, since } = material.customer;
  const known = material.facts.filter((one) => one.messageId && desk.messages.some(({ id }) => id === one.messageId)).slice(0, 3);
  return [
    { sentence: say.who(name && clip(name, 80), tier && clip(tier, 40), say.day(timeOf(desk, since))), sources: [source.id] },
    ...known.map(({ kind, label, value, messageId }) => ({
      sentence: `${clip(say.kind(kind, label), 60)}: ${clip(value, 120)}`,
      sources: [messageId!],
    })),
  ];
}

function now(desk: Desk): DigestSentence[] {
  const { say, here, messages, material } = desk;
  const isSaid = (one: DigestMessage): boolean => one.direction === 'in' && one.author === 'customer' && one.text.trim() !== '';
  const said = here.filter(isSaid);
  const begun = [...desk.opening.filter(isSaid), ...said];
  const first = [...desk.opening.slice(0, 1), ...here.slice(0, 1)].sort((a, b) => (a.at < b.at ? -1 : 1))[0];
  const opening = begun.map(asksFor).find((one) => one !== null) ?? null;
  const found: DigestSentence[] = [];
  if (opening)
    found.push({
      sentence: say.wrote(say.channel(opening.message.channel), quoted(desk, opening.text)),
      sources: [opening.message.id],
    });
  else if (first?.channel === 'voice' && first.direction === 'in')
    found.push({ sentence: say.called(dayAndTime(desk, first.at)), sources: [first.id] });
  else if (begun[0])
    found.push({ sentence: say.wrote(say.channel(begun[0].channel), quoted(desk, begun[0].text)), sources: [begun[0].id] });
  const switched = lastSwitch(desk);
  if (switched) found.push(switched);
  const last = said.at(-1);
  const lastAsk = last && last.id !== opening?.message.id && !isGreeting(last.text) ? last : undefined;
  if (lastAsk) found.push({ sentence: say.lastSaid(quoted(desk, lastAsk.text)), sources: [lastAsk.id] });
  if (material.subject && found.length > 0 && !opening)
    found.push({ sentence: say.about(clip(material.subject, 120)), sources: found[0]!.sources });
  const before = messages.filter((one) => one.conversationId !== material.conversationId && one.at < (first?.at ?? '')).at(-1);
  if (before) found.push({ sentence: say.cameBack(say.day(timeOf(desk, before.at))), sources: [before.id] });
  return found;
}

/** What a message asks for: its text without the greeting; null where it is nothing but one. */
function asksFor(message: DigestMessage): { message: DigestMessage; text: string } | null {
  const sentences = sentencesOf(message.text).map((one) => one.text);
  const rest = sentences.filter((one) => !isGreeting(one));
  return rest.length > 0 ? { message, text: rest.join(' ') } : null;
}

/** The last time the customer came by another channel than before. */
function lastSwitch(desk: Desk): DigestSentence | null {
  const { theirs, say } = desk;
  for (let n = theirs.length - 1; n > 0; n--) {
    const [from, to] = [theirs[n - 1]!, theirs[n]!];
    if (from.channel !== to.channel)
      return {
        sentence: say.switched(say.channel(from.channel), say.channel(to.channel), dayAndTime(desk, to.at)),
        sources: [from.id, to.id],
      };
  }
  return null;
}

function tried(desk: Desk): DigestSentence[] {
  const { messages, say } = desk;
  const found: DigestSentence[] = [];
  for (const message of messages) {
    for (const { text } of sentencesOf(message.text)) {
      if (message.author === 'customer' && saysTried(text))
        found.push({ sentence: say.customerTried(quoted(desk, text)), sources: [message.id] });
      else if (message.author === 'agent' && saysDone(text))
        found.push({ sentence: say.agentDid(nameOf(desk, message), quoted(desk, text)), sources: [message.id] });
    }
  }
  return distinct(found).slice(-DIGEST_BOUNDS.perSection);
}

const nameOf = ({ say }: Desk, { authorName }: DigestMessage): string => (authorName ? clip(authorName, 60) : say.somebody);

function promised(desk: Desk): DigestSentence[] {
  const { material, say, messages } = desk;
  const kept = material.promises.flatMap(({ text, dueAt, overdue, madeAt, by, messageId }) => {
    const source = messages.find((one) => one.id === messageId) ?? lastBefore(messages, madeAt);
    if (!source) return [];
    const due = dueAt ? dayAndTime(desk, dueAt) : null;
    return [{ sentence: say.promised(clip(by, 60), quoted(desk, text), due, overdue), sources: [source.id] }];
  });
  const noted = new Set(material.promises.map((one) => one.messageId));
  const announced = messages
    .filter((one) => one.direction === 'out' && one.author === 'agent' && !noted.has(one.id))
    .flatMap((message) =>
      commitmentsIn(message.text, { now: new Date(message.at), zone: material.zone })
        // What was due is over and nobody wrote it down: the thread shows whether it happened.
        .filter(({ due }) => !due?.at || due.at.toISOString() > material.now)
        .map(({ sentence }) => ({ sentence: say.said(nameOf(desk, message), quoted(desk, sentence)), sources: [message.id] })),
    );
  const said = distinct(announced).slice(-2);
  const room = DIGEST_BOUNDS.perSection - said.length;
  if (kept.length <= room) return [...kept, ...said];
  const rest = kept.slice(room - 1);
  const more = { sentence: say.morePromised(rest.length), sources: rest.flatMap((one) => one.sources) };
  return [...kept.slice(0, room - 1), more, ...said];
}

/** What was noted down by hand rests on what was being said when it was. */
const lastBefore = (messages: DigestMessage[], at: string): DigestMessage | undefined =>
  messages.filter((one) => one.at <= at).at(-1) ?? messages[0];

function mood(desk: Desk): DigestSentence[] {
  const { theirs, say } = desk;
  const moods = theirs.map((message) => ({ message, mood: moodOf(message.text) })).filter((one) => one.mood !== 0);
  const last = moods.at(-1);
  if (!last) return [];
  const worst = moods.findLastIndex((one) => one.mood === 1);
  const quote = (message: DigestMessage): string => quoted(desk, telling(message));
  if (last.mood === 1) {
    const bad = moods.findLast((one) => one.mood === -1);
    return bad
      ? [{ sentence: say.calmedDown(quote(last.message)), sources: [bad.message.id, last.message.id] }]
      : [{ sentence: say.pleased(quote(last.message)), sources: [last.message.id] }];
  }
  const begun = moods[worst + 1]!.message;
  return [
    { sentence: say.upset(quote(begun), dayAndTime(desk, begun.at)), sources: [begun.id] },
    ...(begun.id === last.message.id ? [] : [{ sentence: say.stillUpset(quote(last.message)), sources: [last.message.id] }]),
  ];
}

/** Of a long message the sentence that shows the mood. */
function telling({ text }: DigestMessage): string {
  const whole = moodOf(text);
  return sentencesOf(text).find((one) => moodOf(one.text) === whole)?.text ?? text;
}

function unknown(desk: Desk): DigestSentence[] {
  const { say, here } = desk;
  const lastOut = here.findLastIndex((one) => one.direction === 'out' && one.author === 'agent');
  const lastIn = here.findLastIndex((one) => one.direction === 'in' && one.author === 'customer');
  const open = here
    .slice(lastOut + 1)
    .filter((one) => one.author === 'customer')
    .flatMap((message) => questionsIn(message).map((text) => ({ message, text })))
    .map(({ message, text }) => ({ sentence: say.unanswered(quoted(desk, text)), sources: [message.id] }));
  const kinds = stillUnknown(desk);
  const known = new Set(desk.material.facts.map((one) => one.kind));
  /** It was asked though we know it: the next one must not ask again. */
  const isAnswered = (question: string): boolean => {
    const asked = askedIn(question);
    return asked.length > 0 && asked.every(({ kind }) => known.has(kind));
  };
  const ours = here
    .slice(lastIn + 1)
    .filter((one) => one.direction === 'out' && one.author === 'agent' && !kinds.some(({ sources }) => sources.includes(one.id)))
    .flatMap((message) =>
      questionsIn(message)
        .filter((text) => !isAnswered(text))
        .map((text) => ({ sentence: say.waitsFor(quoted(desk, text)), sources: [message.id] })),
    );
  return [...distinct(open).slice(-2), ...distinct([...kinds, ...ours]).slice(-2)];
}

const questionsIn = ({ text }: DigestMessage): string[] =>
  sentencesOf(text)
    .map((one) => one.text)
    .filter((one) => isQuestion(one) && !isGreeting(one));

/** What we asked for and no fact tells, also when the customer wrote something else meanwhile. */
function stillUnknown({ material, say, here }: Desk): DigestSentence[] {
  const known = new Set(material.facts.map((one) => one.kind));
  const asked = new Map<string, string>();
  for (const message of here)
    if (message.direction === 'out' && message.author === 'agent')
      for (const { kind } of askedIn(message.text)) if (!known.has(kind)) asked.set(kind, message.id);
  return [...asked].map(([kind, id]) => ({ sentence: say.notKnown(say.kind(kind, null)), sources: [id] }));
}

function distinct(found: DigestSentence[]): DigestSentence[] {
  const seen = new Set<string>();
  return found.filter(({ sentence }) => !seen.has(sentence) && seen.add(sentence));
}
