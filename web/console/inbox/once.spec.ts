import { describe, expect, it } from '@jest/globals';
import { onceOnly } from './once.js';

const section = (key: 'now' | 'unknown' | 'mood', ...sentences: string[]) => ({
  key,
  sentences: sentences.map((sentence) => ({ sentence, sources: [] })),
});

describe('what an offer says', () => {
  it('is said once: not again in the brief what the last words say, nor twice in the brief', () => {
    const sections = [
      section('now', 'Wrote by web chat: “Where is my parcel?”'),
      section('unknown', 'The customer asked and has no answer: “Where is my parcel?”', 'Asked for and still not known: name.'),
    ];
    expect(onceOnly(sections, 'Where is my parcel?')).toEqual([section('unknown', 'Asked for and still not known: name.')]);
    expect(onceOnly(sections, 'Hello?')).toEqual([sections[0], section('unknown', 'Asked for and still not known: name.')]);
  });

  it('knows what was cut, and leaves apart what only begins with a short word', () => {
    const long = 'a very long question '.repeat(20);
    expect(onceOnly([section('now', `Wrote by web chat: “${long.slice(0, 100)}…”`)], long.slice(0, 160))).toEqual([]);
    const mood = [section('mood', 'Friendly: “Hi there”')];
    expect(onceOnly(mood, 'Hi')).toEqual(mood);
  });
});
