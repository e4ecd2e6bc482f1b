import { XMLParser, XMLValidator } from 'fast-xml-parser';
import fc from 'fast-check';
import { conference, gather, hangup, pause, play, record, redirect, say, sayAll, twiml } from './twiml.js';

const speaker = { language: 'en-US' };

it('writes what is said, escaped', () => {
  expect(
    twiml(say('Fish & <chips> "now"', { ...speaker, voice: 'Polly.Amy' }), pause(2), play('https://x.test/a?b=1&c=2'), hangup()),
  ).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US" voice="Polly.Amy">Fish &amp; &lt;chips&gt; &quot;now&quot;</Say>' +
      '<Pause length="2"/><Play>https://x.test/a?b=1&amp;c=2</Play><Hangup/></Response>',
  );
});

it('asks for one key, or for a number that # ends, and hears of silence', () => {
  const asked = { action: 'https://x.test/ivr?from=1', speaker, timeoutS: 5, finishOnKey: '', speech: false };
  expect(twiml(gather({ ...asked, numDigits: 1 }, sayAll(['One?'], speaker)))).toContain(
    '<Gather input="dtmf" action="https://x.test/ivr?from=1" method="POST" timeout="5" numDigits="1" actionOnEmptyResult="true"><Say',
  );
  const number = twiml(gather({ ...asked, numDigits: 8, finishOnKey: '#', speech: true, hints: ['a', 'b'] }, []));
  expect(number).toContain('numDigits="8" finishOnKey="#"');
  expect(number).toContain('input="dtmf speech"');
  expect(number).toContain('hints="a,b"');
});

it('records, redirects and joins as Twilio reads it', () => {
  const taken = { action: 'a', statusCallback: 'r', transcribeCallback: 't', maxSeconds: 60 };
  expect(twiml(record(taken), redirect('next'))).toContain(
    'transcribe="true" transcribeCallback="t"/><Redirect method="POST">next<',
  );
  expect(twiml(record({ ...taken, transcribeCallback: undefined }))).not.toContain('transcribe');
  const joined = twiml(
    conference({
      room: 'call-1',
      endsWithMe: true,
      startsWithMe: false,
      label: 'customer',
      action: 'after',
      statusCallback: 'conf',
    }),
  );
  expect(joined).toContain(
    '<Dial action="after" method="POST"><Conference startConferenceOnEnter="false" endConferenceOnExit="true" beep="false" participantLabel="customer"',
  );
  expect(joined).toContain('>call-1</Conference></Dial>');
});

it('is well-formed whatever is said', () => {
  const read = new XMLParser({ ignoreAttributes: false, trimValues: false });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const written = twiml(say(text, { language: text, voice: text }));
      expect(XMLValidator.validate(written)).toBe(true);
      expect(Object.keys((read.parse(written) as { Response: object }).Response)).toEqual(['Say']);
    }),
    { numRuns: 300 },
  );
});
