import type { CallJoined, FromLine, PeerLine, SignalIce, SignalMute, SignalSdp } from '../../../src/contracts/call-sockets.js';
import type { WidgetCallView } from '../../../src/contracts/calls.js';
import type { Problem } from '../../../src/contracts/errors.js';
import type { Chat } from '../chat.js';
import { opening, problemLine } from '../sentences.js';
import { CallLine } from './call-line.js';
import { CallMark } from './call-mark.js';
import { CallView } from './call-view.js';
import { callWords, type CallWords } from './words.js';

export { default as css } from './call.css?inline';

export type Phase = 'asking' | 'refused' | 'noMicrophone' | 'calling' | 'running' | 'live' | 'elsewhere' | 'ended' | 'failed';

type Joined = CallJoined<WidgetCallView>;

const talks = (view: WidgetCallView | null): boolean => view?.state === 'talking' || view?.state === 'held';

/** A call from this page: the microphone, the line, and what becomes of it. Loaded when it is first needed. */
export class Call {
  readonly View = CallView;
  readonly Mark = CallMark;
  readonly words: CallWords;
  /** Null: nothing of a call is shown. */
  phase: Phase | null = null;
  view: WidgetCallView | null = null;
  muted = false;
  otherMuted = false;
  isBroken = false;
  hadAgent = false;
  note = '';
  private line: CallLine | null = null;
  private readonly speaker = new Audio();
  private runningId = '';
  private round = 0;

  private constructor(readonly chat: Chat) {
    this.words = callWords(chat.words.language);
    const { connection } = chat;
    const mine = (callId: string): boolean => this.line !== null && this.view?.id === callId;
    connection.on('connect', () => void this.rejoin());
    connection.on('disconnect', () => chat.changed());
    connection.on('call.updated', (view: WidgetCallView) => this.updated(view));
    connection.on('call.peer', ({ callId, line }: PeerLine) => mine(callId) && void this.line?.offerTo(line));
    connection.on('call.answer', (body: FromLine<SignalSdp>) => mine(body.callId) && void this.line?.answered(body));
    connection.on('call.ice', (body: FromLine<SignalIce>) => mine(body.callId) && void this.line?.reached(body));
    connection.on('call.mute', ({ callId, on }: SignalMute) => {
      if (!mine(callId)) return;
      this.otherMuted = on;
      chat.changed();
    });
    connection.on('call.moved', ({ callId }: { callId: string }) => mine(callId) && this.end('elsewhere'));
  }

  static make(chat: Chat): Call {
    return new Call(chat);
  }

  /** While a call is on the screen there is no second one to begin. */
  get isBusy(): boolean {
    return this.phase === 'calling' || this.phase === 'live' || this.phase === 'asking';
  }

  /** What the way into the chat says while a call goes on; `more`: what it says else. */
  named(more: string): string {
    return this.words.going(this.view?.agent?.name ?? null, more);
  }

  /** Presses "call"; with an id, goes on with the call that runs already. */
  async begin(callId?: string): Promise<void> {
    if (this.line && this.view && this.view.state !== 'ended') return;
    const round = ++this.round;
    Object.assign(this, { view: null, muted: false, otherMuted: false, isBroken: false, hadAgent: false, note: '' });
    const { connection } = this.chat;
    // Nobody is asked for their microphone to be told that calls are not taken now.
    if (!callId && !(await this.isTaken(round))) return;
    this.show('asking');
    const microphone = await this.hear();
    if (round !== this.round) return microphone?.getTracks().forEach((track) => track.stop());
    if (!microphone) return;
    this.line = new CallLine(microphone, {
      tell: (event, body) => connection.tell(event, body),
      state: (state) => {
        this.isBroken = state === 'disconnected' || state === 'failed';
        // What the agent was told of a page before this one need not be true of it.
        if (state === 'connected') this.tellMute();
        this.chat.changed();
      },
      sound: (stream) => {
        this.speaker.srcObject = stream;
        void this.speaker.play().catch(() => undefined);
      },
    });
    this.show('calling');
    const { name } = this.line;
    const answer = callId
      ? await connection.ask<Joined>('call.join', { callId, line: name })
      : await connection.ask<Joined>('call.start', { line: name });
    if (round !== this.round) {
      if (answer?.ok) connection.tell('call.hangup', { callId: answer.call.id });
      return;
    }
    if (!answer?.ok) return this.fail(answer?.problem);
    this.view = answer.call;
    this.show('live');
    await this.line?.joined(answer.call.id, answer.iceServers, answer.peer);
  }

  private async isTaken(round: number): Promise<boolean> {
    this.show('calling');
    const answer = await this.chat.connection.ask('call.ask', { line: crypto.randomUUID() });
    if (round === this.round && !answer?.ok) this.fail(answer?.problem);
    return round === this.round && answer?.ok === true;
  }

  /** In a sentence, with the hour at which it would be otherwise, where that is known. */
  private fail(problem: Problem | undefined): void {
    const { words } = this.chat;
    const opensAt = problem?.['opensAt'];
    const opens = typeof opensAt === 'string' ? words.opens(opening(words, opensAt)) : '';
    const sentence = words.language === 'en' ? ` ${opens}.` : `${opens}。`;
    this.note = problemLine(words, problem) + (opens && sentence);
    this.end('failed');
  }

  private async hear(): Promise<MediaStream | null> {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    } catch (error) {
      this.show((error as DOMException | undefined)?.name === 'NotFoundError' ? 'noMicrophone' : 'refused');
      return null;
    }
  }

  /** The socket is another one: it takes the line over, and the two find each other anew. */
  private async rejoin(): Promise<void> {
    const { line, view } = this;
    if (!line || !view) return;
    const answer = await this.chat.connection.ask<Joined>('call.join', { callId: view.id, line: line.name });
    if (line !== this.line) return;
    if (answer?.ok) {
      this.updated(answer.call);
      await line.joined(view.id, answer.iceServers, answer.peer);
    } else if (answer) this.end('ended');
  }

  private updated(view: WidgetCallView): void {
    if (this.view?.id !== view.id) return;
    const talked = talks(this.view);
    this.view = view;
    if (view.state === 'ended') return this.end('ended');
    if (talks(view)) this.hadAgent = true;
    // The agent's side is gone for good: what comes next is another line.
    if (talked && !talks(view)) this.line?.drop();
    this.line?.speak(!this.muted && view.state !== 'held');
    this.chat.changed();
  }

  toggleMute(): void {
    this.muted = !this.muted;
    this.line?.speak(!this.muted && this.view?.state !== 'held');
    this.tellMute();
    this.chat.changed();
  }

  private tellMute(): void {
    if (this.view) this.chat.connection.tell('call.mute', { callId: this.view.id, on: this.muted });
  }

  async hangUp(): Promise<void> {
    const { view } = this;
    this.round += 1;
    if (view) {
      const answer = await this.chat.connection.ask('call.hangup', { callId: view.id });
      if (this.view?.state === 'ended') return;
      // Without a connection the line is let go here; the server notices that nobody is at it.
      this.view = { ...view, state: 'ended', outcome: answer?.ok ? view.outcome : null };
    }
    this.end(view ? 'ended' : null);
  }

  /** A call of theirs runs that this page does not hold. */
  offerToGoOn(callId: string): void {
    // What ended here may still run in the thread for a moment.
    if (this.phase !== null || (this.view?.id === callId && this.view.state === 'ended')) return;
    this.runningId = callId;
    this.show('running');
  }

  goOn(): void {
    void this.begin(this.runningId);
  }

  /** It does not run any more. */
  nothingRuns(): void {
    if (this.phase === 'running') this.hide();
  }

  hide(): void {
    this.round += 1;
    this.show(null);
  }

  private end(phase: Phase | null): void {
    this.line?.close();
    this.line = null;
    this.speaker.srcObject = null;
    this.show(phase);
  }

  private show(phase: Phase | null): void {
    this.phase = phase;
    this.chat.changed();
  }

  /** How long they have talked, by the server's clock. */
  talkedMs(): number {
    const { view } = this;
    if (!view) return 0;
    return view.talkMs + (view.talkingSince ? Math.max(0, this.chat.connection.now() - Date.parse(view.talkingSince)) : 0);
  }
}
