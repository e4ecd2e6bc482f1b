import type { LegRole } from './lines/voice-leg.entity.js';

/** The addresses of ours that the vendor is given. Each names its line, and the step it comes from. */
export class VoiceUrls {
  private readonly base: string;

  constructor(publicUrl: string, inboxId: string) {
    this.base = `${publicUrl}/v1/inboxes/${inboxId}/voice`;
  }

  /** What the caller does next, after the answer numbered `step`. */
  next = (lineId: string, step: number): string => `${this.base}/next?line=${lineId}&step=${step}`;
  /** An agent, or a supervisor, has picked up. */
  leg = (legId: string): string => `${this.base}/leg?leg=${legId}`;
  legStatus = (legId: string): string => `${this.base}/status?leg=${legId}`;
  /** A customer whom we called has picked up; or what became of that call. */
  called = (lineId: string): string => `${this.base}/called?line=${lineId}`;
  lineStatus = (lineId: string): string => `${this.base}/status?line=${lineId}`;
  conference = (lineId: string): string => `${this.base}/conference?line=${lineId}`;
  recording = (lineId: string, of: 'call' | 'voicemail'): string => `${this.base}/recording?line=${lineId}&of=${of}`;
  transcription = (lineId: string): string => `${this.base}/transcription?line=${lineId}`;
}

export const labelOf = (role: LegRole | 'customer', id: string): string => `${role}-${id}`;
