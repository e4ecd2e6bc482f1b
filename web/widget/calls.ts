import type { Call } from './call/call.js';
import type { Chat } from './chat.js';

/** The way to a call. What a call needs is loaded when somebody wants one. */
export class Calls {
  call: Call | null = null;
  private loading: Promise<Call> | null = null;

  constructor(private readonly chat: Chat) {}

  /** The inbox takes calls, and this browser can make one. */
  get isPossible(): boolean {
    const able = 'RTCPeerConnection' in globalThis && Boolean(navigator.mediaDevices?.getUserMedia);
    return able && this.chat.session?.inbox.calls === true;
  }

  /** The call that this page has the microphone on for. */
  get own(): Call | null {
    return this.call?.isBusy ? this.call : null;
  }

  async press(): Promise<void> {
    await (await this.load())?.begin();
  }

  /** Something changed. A call that runs without this page (which was loaded anew) can be gone on with. */
  look(): void {
    const running = this.chat.thread.messages().findLast((message) => message.call && message.call.state !== 'ended')?.call;
    if (!running) this.call?.nothingRuns();
    else if (this.call) this.call.offerToGoOn(running.callId);
    else if (this.isPossible) void this.load().then((call) => call?.offerToGoOn(running.callId));
  }

  private async load(): Promise<Call | null> {
    this.loading ??= import('./call/call.js').then(({ Call, css }) => {
      this.chat.wear(css);
      return Call.make(this.chat);
    });
    try {
      return (this.call = await this.loading);
    } catch {
      this.loading = null;
      this.chat.say(this.chat.words.noConnection);
      return null;
    }
  }
}
