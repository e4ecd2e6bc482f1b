import { problemLine } from './api.js';
import { CallLine } from './call-line.js';
import { callTexts as t, clockOf } from './call-words.js';
import { find, h } from './dom.js';

/**
 * @typedef {import('../../src/contracts/calls.js').WidgetCallView} WidgetCallView
 * @typedef {'asking' | 'refused' | 'noMicrophone' | 'calling' | 'running' | 'live' | 'elsewhere' | 'ended' | 'failed'} Phase
 */

/** A call from this page: the microphone, the line, and what the customer sees of it. Loaded when it is first needed. */
export class Call {
  /** @param {import('./connection.js').Connection} connection @param {() => import('../../src/contracts/views.js').WidgetConversationView | null} standing @param {() => void} over */
  constructor(connection, standing, over) {
    this.connection = connection;
    this.standing = standing;
    this.over = over;
    this.place = find('#call');
    this.speaker = new Audio();
    /** @type {Phase} */
    this.phase = 'asking';
    /** @type {WidgetCallView | null} */
    this.view = null;
    /** @type {CallLine | null} */
    this.line = null;
    this.muted = false;
    this.otherMuted = false;
    this.broken = false;
    this.hadAgent = false;
    this.note = '';
    this.round = 0;
    connection.on('connect', () => void this.rejoin());
    connection.on('disconnect', () => this.draw());
    connection.on('call.updated', (/** @type {WidgetCallView} */ view) => this.updated(view));
    connection.on('call.peer', (/** @type {any} */ { callId, line }) => this.mine(callId) && void this.line?.offerTo(line));
    connection.on('call.answer', (/** @type {any} */ body) => this.mine(body.callId) && void this.line?.answered(body));
    connection.on('call.ice', (/** @type {any} */ body) => this.mine(body.callId) && void this.line?.reached(body));
    connection.on('call.mute', (/** @type {any} */ { callId, on }) => {
      if (!this.mine(callId)) return;
      this.otherMuted = on;
      this.draw();
    });
    connection.on('call.moved', (/** @type {any} */ { callId }) => this.mine(callId) && this.end('elsewhere'));
    setInterval(() => this.tick(), 500);
  }

  get isLive() {
    return this.view !== null && this.view.state !== 'ended' && this.line !== null;
  }

  /** @param {string} callId */
  mine(callId) {
    return this.line !== null && this.view?.id === callId;
  }

  /** Presses "call"; with an id, goes on with the call that runs already. @param {string} [callId] */
  async begin(callId) {
    if (this.isLive) return;
    const round = ++this.round;
    Object.assign(this, { view: null, muted: false, otherMuted: false, broken: false, hadAgent: false, note: '' });
    this.show('asking');
    const microphone = await this.hear();
    if (round !== this.round) return microphone?.getTracks().forEach((track) => track.stop());
    if (!microphone) return;
    this.line = new CallLine(microphone, {
      tell: (event, body) => this.connection.tell(event, body),
      state: (state) => this.lineIs(state),
      sound: (stream) => this.sound(stream),
    });
    this.show('calling');
    const { name } = this.line;
    const answer = callId
      ? await this.connection.ask('call.join', { callId, line: name })
      : await this.connection.ask('call.start', { line: name });
    if (round !== this.round) {
      if (answer?.ok) this.connection.tell('call.hangup', { callId: answer.call.id });
      return;
    }
    if (!answer?.ok) return this.fail(problemLine(answer?.problem));
    this.view = answer.call;
    this.show('live');
    await this.line?.joined(answer.call.id, answer.iceServers, answer.peer);
  }

  /** @returns {Promise<MediaStream | null>} */
  async hear() {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    } catch (error) {
      const name = /** @type {DOMException} */ (error)?.name;
      this.show(name === 'NotFoundError' ? 'noMicrophone' : 'refused');
      return null;
    }
  }

  /** The socket is another one: it takes the line over, and the two find each other anew. */
  async rejoin() {
    const { line, view } = this;
    if (!line || !view) return;
    const answer = await this.connection.ask('call.join', { callId: view.id, line: line.name });
    if (line !== this.line) return;
    if (answer?.ok) {
      this.updated(answer.call);
      await line.joined(view.id, answer.iceServers, answer.peer);
    } else if (answer) this.end('ended');
  }

  /** @param {WidgetCallView} view */
  updated(view) {
    if (this.view?.id !== view.id) return;
    const talked = this.view.state === 'talking' || this.view.state === 'held';
    this.view = view;
    if (view.state === 'ended') return this.end('ended');
    const talks = view.state === 'talking' || view.state === 'held';
    if (talks) this.hadAgent = true;
    // The agent's side is gone for good: what comes next is another line.
    if (talked && !talks) this.line?.drop();
    this.line?.speak(!this.muted && view.state !== 'held');
    this.draw();
  }

  /** @param {RTCPeerConnectionState} state */
  lineIs(state) {
    this.broken = state === 'disconnected' || state === 'failed';
    this.draw();
  }

  /** @param {MediaStream} stream */
  sound(stream) {
    this.speaker.srcObject = stream;
    void this.speaker.play().catch(() => undefined);
  }

  toggleMute() {
    this.muted = !this.muted;
    this.line?.speak(!this.muted && this.view?.state !== 'held');
    if (this.view) this.connection.tell('call.mute', { callId: this.view.id, on: this.muted });
    this.draw();
  }

  async hangUp() {
    const { view } = this;
    this.round += 1;
    if (view) {
      const answer = await this.connection.ask('call.hangup', { callId: view.id });
      if (this.view?.state === 'ended') return;
      // Without a connection the line is let go here; the server notices that nobody is at it.
      this.view = { ...view, state: 'ended', outcome: answer?.ok ? view.outcome : null };
    }
    this.end(view ? 'ended' : null);
  }

  /** @param {string} note */
  fail(note) {
    this.note = note;
    this.end('failed');
  }

  /** @param {Phase | null} phase */
  end(phase) {
    this.line?.close();
    this.line = null;
    this.speaker.srcObject = null;
    if (phase) this.show(phase);
    else this.hide();
  }

  hide() {
    this.round += 1;
    this.place.hidden = true;
    this.shown(false);
    this.over();
  }

  /** @param {Phase} phase */
  show(phase) {
    this.phase = phase;
    this.place.hidden = false;
    this.shown(phase === 'calling' || phase === 'live' || phase === 'asking');
    this.draw();
  }

  /** A call of theirs runs that this page does not hold. @param {string} callId */
  offerToGoOn(callId) {
    if (this.line || (this.phase === 'running' && !this.place.hidden)) return;
    this.runningId = callId;
    this.show('running');
  }

  /** It does not run any more. */
  nothingRuns() {
    if (this.phase === 'running' && !this.place.hidden) this.hide();
  }

  /** While a call is on the screen, it says where the customer stands, and there is no second one to begin. @param {boolean} isBusy */
  shown(isBusy) {
    find('#chat').classList.toggle('in-call', isBusy);
  }

  tick() {
    const clock = document.getElementById('call-clock');
    if (clock) clock.textContent = this.clock();
  }

  clock() {
    const { view } = this;
    if (!view) return '';
    const running = view.talkingSince ? Math.max(0, Date.now() - Date.parse(view.talkingSince)) : 0;
    return clockOf(view.talkMs + running);
  }

  /** @returns {{ line: string, note?: string, clock?: boolean }} */
  words() {
    const { phase, view } = this;
    if (phase === 'running') return { line: t.running };
    if (phase === 'asking') return { line: t.asking };
    if (phase === 'refused') return { line: t.refused };
    if (phase === 'noMicrophone') return { line: t.noMicrophone };
    if (phase === 'failed') return { line: this.note };
    if (phase === 'elsewhere') return { line: t.elsewhere };
    if (phase === 'ended') return { line: t.ended, clock: this.hadAgent };
    if (!this.connection.online && view) return { line: t.reconnecting, clock: this.hadAgent };
    if (!view || phase === 'calling') return { line: t.calling };
    if (view.state === 'talking' || view.state === 'held') {
      const note = view.state === 'held' ? t.held : this.broken ? t.reconnecting : this.otherMuted ? t.otherMuted : '';
      return { line: view.agent ? t.talkingTo(view.agent.name) : t.talking, note, clock: true };
    }
    if (view.state === 'ringing') return { line: t.ringing };
    const nobody = this.standing()?.notice.code === 'no_agent' ? t.nobody : '';
    return { line: this.placeText(), note: this.hadAgent ? t.lost : nobody };
  }

  placeText() {
    const standing = this.standing();
    if (standing?.status !== 'waiting') return t.inLine;
    const { position, expectedWait } = standing;
    const place = position ? t.place(position) : t.inLine;
    if (!expectedWait) return place;
    const minutes = (/** @type {number} */ ms) => Math.max(1, Math.round(ms / 60_000));
    return `${place} · ${t.wait(minutes(expectedWait.fromMs), minutes(expectedWait.toMs))}`;
  }

  /** @returns {[string, () => void, string?][]} */
  buttons() {
    const over = () => this.hide();
    switch (this.phase) {
      case 'asking':
        return [[t.cancel, over]];
      case 'refused':
        return [
          [t.again, () => void this.begin()],
          [t.back, over],
        ];
      case 'noMicrophone':
        return [[t.back, over]];
      case 'failed':
      case 'ended':
      case 'elsewhere':
        return [[t.close, over]];
      case 'running':
        return [[t.goOn, () => void this.begin(this.runningId)]];
      default:
        return [
          ...(this.view?.state === 'talking'
            ? [/** @type {[string, () => void]} */ ([this.muted ? t.unmute : t.mute, () => this.toggleMute()])]
            : []),
          [t.hangUp, () => void this.hangUp(), 'bad'],
        ];
    }
  }

  draw() {
    const { line, note, clock } = this.words();
    const said = `${this.phase}|${line}|${note}|${this.muted}|${clock}|${this.view?.state}`;
    if (this.said === said) return;
    this.said = said;
    this.place.dataset.phase = this.phase;
    this.place.dataset.state = this.view?.state ?? '';
    const had = this.place.contains(document.activeElement);
    this.place.replaceChildren(
      h(
        'div',
        { class: 'call-words' },
        h('p', { class: 'call-line', role: 'status', text: line }),
        note ? h('p', { class: 'call-note', text: note }) : null,
      ),
      ...(clock ? [h('span', { id: 'call-clock', class: 'call-clock', text: this.clock() })] : []),
      h(
        'div',
        { class: 'call-acts' },
        ...this.buttons().map(([text, click, tone]) => h('button', { type: 'button', class: tone ?? '', text, on: { click } })),
      ),
    );
    if (had) this.place.querySelector('button')?.focus();
  }
}
