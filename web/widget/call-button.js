import { callTexts } from './call-words.js';
import { find } from './dom.js';

/** The way to a call: a button where the inbox takes calls. What a call needs is loaded when somebody wants one. */
export class CallButton {
  /** @param {import('./connection.js').Connection} connection @param {import('./thread.js').Thread} thread @param {() => import('../../src/contracts/views.js').WidgetConversationView | null} standing */
  constructor(connection, thread, standing) {
    this.connection = connection;
    this.thread = thread;
    this.standing = standing;
    this.button = find('#chat-call');
    this.button.textContent = callTexts.callShort;
    this.button.setAttribute('aria-label', callTexts.call);
    this.button.addEventListener('click', () => void this.press());
    /** @type {Promise<import('./call.js').Call> | null} */
    this.call = null;
  }

  /** @param {boolean} takesCalls */
  show(takesCalls) {
    const canCall = 'RTCPeerConnection' in window && Boolean(navigator.mediaDevices?.getUserMedia);
    this.button.hidden = !takesCalls || !canCall;
  }

  load() {
    this.call ??= import('./call.js').then(({ Call }) => new Call(this.connection, this.standing, () => this.button.focus()));
    return this.call;
  }

  async press() {
    await (await this.load()).begin();
  }

  /** The thread or the place in line changed. A call that runs without this page (which was loaded anew) can be gone on with. */
  async changed() {
    const running = this.thread.messages().findLast((message) => message.call && message.call.state !== 'ended');
    if (this.call) {
      const call = await this.call;
      call.draw();
      if (running?.call) call.offerToGoOn(running.call.callId);
      else call.nothingRuns();
    } else if (running?.call && !this.button.hidden) {
      const { callId } = running.call;
      (await this.load()).offerToGoOn(callId);
    }
  }
}
