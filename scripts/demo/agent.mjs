import { io } from 'socket.io-client';
import { refused } from './rest.mjs';
import { DemoError, Inbox, within } from './wait.mjs';

const password = 'demo-demo-demo';

/** An agent at a console: signed in, connected by a socket, hearing offers and messages. */
export class Agent {
  /** @param {Inbox} offers where the offers to all agents of the story are heard */
  constructor(url, call, name, offers) {
    this.url = url;
    this.rest = call;
    this.email = `${name}@demo.test`;
    this.offers = offers;
    this.messages = new Inbox();
    this.calls = new Inbox();
  }

  async signIn() {
    const answer = await this.rest('POST', '/v1/auth/login', { body: { email: this.email, password } }).catch((error) => {
      if (error.code !== 'wrong_credentials') throw error;
      throw new DemoError(`${this.email} cannot sign in: this server has no demo data (SEED_DEMO=true on an empty database)`);
    });
    this.token = answer.accessToken;
    this.name = answer.agent.name;
    this.id = answer.agent.id;
    this.socket = io(`${this.url}/console`, { auth: { token: this.token }, transports: ['websocket'], forceNew: true });
    this.socket.on('offer.made', (offer) => this.offers.put({ agent: this, offer, heardAt: performance.now() }));
    this.socket.on('message.created', (message) => this.messages.put(message));
    this.socket.on('call.updated', (call) => this.calls.put(call));
    await within(10_000, `the console of ${this.name}`, connected(this.socket));
  }

  get(path) {
    return this.rest('GET', path, { token: this.token });
  }

  post(path, body) {
    return this.rest('POST', path, { body, token: this.token });
  }

  /** A socket command; its answer comes after commit. */
  async ask(command, body) {
    const answer = await within(15_000, `the answer to ${command}`, this.socket.emitWithAck(command, body));
    if (!answer.ok) throw refused(command, answer.problem);
    return answer;
  }

  async be(state) {
    return (await this.ask('presence.set', { state })).presence;
  }

  /** Takes the offer and reads what there is to know, before the first word. */
  async accept(offer) {
    const { conversation } = await this.ask('offer.accept', { offerId: offer.id, epoch: offer.epoch });
    return { conversation, context: await this.get(`/v1/conversations/${conversation.id}/context`) };
  }

  /** No channel is named: the reply takes the one the customer used last. */
  async reply(conversationId, text) {
    const body = { conversationId, kind: 'reply', text, clientId: crypto.randomUUID() };
    return (await this.ask('message.send', body)).message;
  }

  /** Answers a call that rings, as the console does once its microphone is there. */
  async answerCall(callId) {
    await this.post(`/v1/calls/${callId}/answer`, {});
    await this.ask('call.join', { callId, line: crypto.randomUUID() });
    return (await this.ask('call.connected', { callId })).call;
  }

  close() {
    this.socket?.disconnect();
  }
}

export function connected(socket) {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => reject(new DemoError(`a socket was refused: ${error.data?.title ?? error.message}`)));
  });
}
