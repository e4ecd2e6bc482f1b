import { Inject, Injectable } from '@nestjs/common';
import { talks } from '../../../core/lifecycle/call.js';
import { Database } from '../../../platform/database/database.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { forecastsOf } from '../../../routing/forecasts/forecasts.queries.js';
import { type CallRow, findCall } from '../../calls/calls.repository.js';
import { CarryOutStep, type CarriedOut } from './carry-out-step.service.js';
import { type CallerInput, DecideStep } from './decide-step.service.js';
import type { Decided } from './next-step.js';
import { oneMoment, renderStep, type Scene } from '../saying/render-step.js';
import type { VoiceInbox } from '../voice-inboxes.js';
import { claimStep, findLine, keepAnswer, letGo, type LineRow } from '../lines/voice-lines.repository.js';
import { voiceTexts } from '../saying/voice-texts.js';

/** How long a repeat that meets the first one at work waits for its answer. */
const PATIENCE = { tries: 20, everyMs: 100 };

/**
 * Answers one webhook about a customer's line. Each step is decided, done and answered once, however often the vendor asks:
 * the step is claimed, the decision kept before it is carried out, and the answer kept for every repeat. Whatever fails here,
 * the caller stays on the line and the same step is asked again.
 */
@Injectable()
export class AnswerStep {
  constructor(
    private readonly db: Database,
    private readonly deciding: DecideStep,
    private readonly carrying: CarryOutStep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async answer(voice: VoiceInbox, line: LineRow, step: number, input: CallerInput): Promise<string> {
    const again = voice.urls.next(line.id, step);
    try {
      const claimed = await claimStep(this.db, line.id, step);
      if (!claimed) return (await this.answered(voice, line, step)) ?? oneMoment(null, line.locale, again, 1);
      try {
        return await this.run(voice, claimed, input);
      } catch (error) {
        await letGo(this.db, line.id, step);
        throw error;
      }
    } catch (error) {
      this.log.error({ err: error, lineId: line.id, step }, 'a caller could not be answered; they are asked to wait');
      return oneMoment(voiceTexts(line.locale).trouble, line.locale, again, 3);
    }
  }

  private async run(voice: VoiceInbox, line: LineRow, input: CallerInput): Promise<string> {
    const decided = await this.deciding.decide(voice, line, input);
    // The tree may have changed language and queue on the way.
    const now = (await findLine(this.db, line.inbox_id, line.id)) ?? line;
    const done = await this.carrying.carryOut(voice, now, decided);
    const call = now.call_id ? await findCall(this.db, now.call_id) : undefined;
    const scene = await this.sceneOf(voice, now, decided, done, call);
    const { answer, awaiting } = renderStep(scene, {
      ...{ lineId: line.id, step: line.step + 1, locale: now.locale, settings: voice.settings, urls: voice.urls },
      says: [...announced(now, scene), ...done.says],
    });
    await keepAnswer(this.db, now, answer, awaiting);
    return answer;
  }

  private async sceneOf(
    { settings }: VoiceInbox,
    line: LineRow,
    { then }: Decided,
    { over }: CarriedOut,
    call: CallRow | undefined,
  ): Promise<Scene> {
    if (over || !call || call.state === 'ended') return { kind: 'end' };
    if (talks(call.state) && line.room) return { kind: 'conference', room: line.room };
    if (call.state === 'voicemail') return { kind: 'voicemail' };
    if (call.state === 'greeting' && then.do === 'ask') return { kind: 'ask', question: then.question };
    const place = settings.announcePlace && call.state === 'queued' ? await this.placeOf(call) : undefined;
    return {
      ...{ kind: 'line', place: place ? place.ahead + 1 : null, expectedWait: place?.expectedWait ?? null },
      offersCallback: settings.offerCallback && line.phone !== null && line.direction === 'in',
      offersVoicemail: settings.offerVoicemail && line.direction === 'in',
    };
  }

  private async placeOf(call: CallRow) {
    return (await forecastsOf(this.db, [call.conversation_id])).get(call.conversation_id);
  }

  /** Somebody else answers this step, or has: their answer, or nothing where it does not come. */
  private async answered(voice: VoiceInbox, line: LineRow, step: number): Promise<string | null> {
    for (let tried = 0; tried < PATIENCE.tries; tried++) {
      const now = await findLine(this.db, voice.inbox.id, line.id);
      if (now && now.step > step) return now.answer;
      await new Promise((resolve) => setTimeout(resolve, PATIENCE.everyMs));
    }
    return null;
  }
}

function announced(line: LineRow, scene: Scene): string[] {
  const texts = voiceTexts(line.locale);
  if (scene.kind === 'conference') return [texts.connecting];
  return line.announce && scene.kind === 'line' ? [texts[line.announce]] : [];
}
