import { join, resolve } from 'node:path';
import { projectRoot } from '../set-up.mjs';
import { keptMail } from './mailbox.mjs';
import * as screen from './screen.mjs';
import { byChannel, showContext, showDecision, showMail } from './show.mjs';
import { DemoError, until } from './wait.mjs';

const offerWithinMs = 10_000;
const shownWithinMs = 10_000;

/** The story of one customer on four channels and in two weeks; every line is printed from what the server answered. */
export class Story {
  constructor(people) {
    Object.assign(this, people);
  }

  play() {
    this.playing = this.chapters();
    return this.playing;
  }

  async chapters() {
    for (const chapter of ['beginTheDay', 'chat', 'mail', 'mailBack', 'nextWeek', 'onTheTrain', 'call', 'colleague']) {
      if (this.isOver) return;
      await this[chapter]();
    }
  }

  /** Leaves nothing open and nobody waiting for an agent who is not there. */
  async tidyUp() {
    this.isOver = true;
    // An interrupted story first ends its chapter, or what it does next would undo this.
    await this.playing?.catch(() => undefined);
    for (const id of [this.tomsConversation, this.conversationId].filter(Boolean)) {
      const { status } = await this.supervisor.get(`/v1/conversations/${id}`);
      if (status !== 'closed') await this.supervisor.post(`/v1/conversations/${id}/close`, { outcome: 'no_answer' });
    }
    for (const one of this.agents) if (one.socket?.connected) await one.be('offline');
  }

  async beginTheDay() {
    screen.chapter('Three agents begin their day');
    for (const agent of this.agents) await agent.be('available');
    screen.event(Date.now(), `${this.agents.map((one) => one.name).join(', ')} are signed in and available`);
    await this.tom.openWidget();
    const said = await this.tom.write('Do you ship to Norway?');
    screen.speech({ at: said.createdAt, who: 'A visitor', by: 'chat', text: said.text });
    const { agent, offer } = await this.offerFor(said, this.tom);
    await agent.accept(offer);
    this.tomsConversation = offer.conversationId;
    screen.event(Date.now(), `${agent.name} accepts and has a little less room than the others now`);
  }

  async chat() {
    const { mei } = this;
    screen.chapter('Mei, a customer the shop knows, writes in the web chat');
    await mei.openWidget();
    const said = await mei.write('Hello! A cup of my order A-20417 arrived broken.');
    screen.speech({ at: said.createdAt, who: 'Mei', by: 'chat', text: said.text });
    const { agent } = await this.giveTo(said);
    this.helper = agent;
    await this.shop.show(agent, this.conversationId);
    await this.answer('I am sorry, Mei. I see order A-20417. Could you send us a photo of the cup?');
  }

  async mail() {
    screen.chapter('Mei sends the photo by mail, from the same address');
    const subject = 'Photo of the broken cup';
    const text = '您好,照片在附件里,杯子的把手断了。\nHere is the photo: the handle is broken off.';
    const sentAt = performance.now();
    const externalId = await this.mei.mail(subject, text);
    const message = await this.helper.messages.take((one) => one.externalId === externalId, shownWithinMs, "Mei's mail");
    screen.speech({ at: message.createdAt, who: 'Mei', by: 'mail', text: message.text });
    for (const file of message.attachments)
      screen.detail('attached', `${file.name}, ${file.contentType}, ${file.sizeBytes} bytes`);
    const isSame = message.conversationId === this.conversationId;
    if (!isSame) throw new DemoError("Mei's mail went to another conversation than her chat");
    const ms = (performance.now() - sentAt).toFixed(0);
    screen.event(
      message.createdAt,
      `same thread, same conversation, still with ${this.helper.name}: on the screen after ${ms} ms`,
    );
    if (message.unproved) screen.note('Nothing proves who sent it (no DMARC here), so the message is marked as unproved.');
    this.mailId = externalId;
  }

  async mailBack() {
    const { helper } = this;
    screen.chapter(`${helper.name} answers; the reply takes the channel Mei used last`);
    const reply = await helper.reply(
      this.conversationId,
      '谢谢您!新杯子今天寄出。\nThank you! A new cup leaves today, nothing to send back.',
    );
    screen.speech({ at: reply.createdAt, who: helper.name, by: byChannel(reply.channel), text: reply.text });
    await this.showSentMail(reply);
    const closed = await helper.post(`/v1/conversations/${this.conversationId}/close`, { outcome: 'solved' });
    screen.event(closed.closedAt, `${helper.name} closes the conversation: ${closed.outcome}`);
  }

  /** What went back: the mail itself where we can get at it, else what the server knows of it. */
  async showSentMail(reply) {
    const { state, reason } = await until(shownWithinMs, 'the outcome of the mail', async () => {
      const page = await this.helper.get(`/v1/conversations/${this.conversationId}/messages?after=${reply.seq - 1}`);
      const { delivery } = page.data.find((one) => one.id === reply.id);
      return delivery.state !== 'pending' && delivery;
    });
    const isOurs = (mail) => mail.to?.text.includes(this.mei.address);
    if (this.mailbox.server) {
      const mail = await this.mailbox.mails.take(isOurs, shownWithinMs, 'the mail back to Mei');
      screen.event(Date.now(), 'this arrived at her mail server:');
      return showMail(mail);
    }
    const kept = await keptMail(join(resolve(projectRoot, process.env.DATA_DIR ?? '.data'), 'sent-mail'), this.mei.address);
    if (!kept) return screen.event(Date.now(), `the server says of the mail: ${state}${reason ? `, ${reason}` : ''}`);
    screen.event(Date.now(), 'without SMTP_URL the server keeps what it would have sent:');
    showMail(kept.mail);
    screen.note(kept.file);
  }

  async nextWeek() {
    screen.chapter('"Next week" Mei comes back (the demo does not wait that long)');
    const said = await this.mei.write('One more thing: is the new cup the blue one?');
    screen.speech({ at: said.createdAt, who: 'Mei', by: 'chat', text: said.text });
    const before = this.conversationId;
    const { agent, conversation } = await this.giveTo(said, { isBrief: true });
    screen.event(Date.now(), bond(conversation, before));
    if (agent !== this.helper) screen.note(`${this.helper.name} helped last, but this time ${agent.name} could take it.`);
    this.helper = agent;
    await this.answer('It is, Mei: the same blue, packed twice.');
  }

  async onTheTrain() {
    const { mei, helper, whatsApp } = this;
    screen.chapter('Mei has to run; from the train she writes by WhatsApp');
    const text = '补充一下:包裹请放在门卫处。 Please leave the parcel with the porter.';
    const externalId = await whatsApp.deliver(this.url, { phone: mei.phone, name: 'Mei', text });
    const message = await helper.messages.take((one) => one.externalId === externalId, shownWithinMs, 'her WhatsApp message');
    screen.speech({ at: message.createdAt, who: 'Mei', by: 'WhatsApp', text: message.text });
    if (message.conversationId !== this.conversationId) throw new DemoError('her WhatsApp went to another conversation');
    screen.event(
      message.createdAt,
      `WhatsApp has proved her number, and the shop knows it: same thread, still with ${helper.name}`,
    );
    const reply = await helper.reply(this.conversationId, 'Done, Mei: it stays with the porter.');
    screen.speech({ at: reply.createdAt, who: helper.name, by: byChannel(reply.channel), text: reply.text });
    if (!whatsApp.server) return screen.note('This server sends to Meta itself, which does not know this demo.');
    const sent = await whatsApp.sent.take((one) => one.to === mei.phone, shownWithinMs, 'the WhatsApp message to Mei');
    screen.event(Date.now(), `this arrived on her phone: "${sent.text.body}"`);
  }

  async call() {
    const { mei, helper } = this;
    screen.chapter('Then she presses "call" in the chat');
    const { id } = await mei.call();
    const ringing = await helper.calls.take((one) => one.id === id && one.state === 'ringing', shownWithinMs, 'the call to ring');
    screen.event(ringing.startedAt, `it rings for ${helper.name}, who knows her: ${ringing.customerName}, same conversation`);
    const talking = await helper.answerCall(id);
    screen.event(talking.answeredAt, `${helper.name} answers; the sound itself would go from browser to browser`);
    await mei.hangUp(id);
    const ended = await helper.calls.take((one) => one.id === id && one.state === 'ended', shownWithinMs, 'the end of the call');
    screen.event(
      ended.endedAt,
      `a call of ${(ended.talkMs / 1000).toFixed(1)} s is one more item of the thread: ${ended.outcome}`,
    );
    const { data } = await helper.get(`/v1/conversations/${this.conversationId}/messages?limit=100`);
    const channels = [...new Set(data.filter((one) => one.direction !== 'internal').map((one) => byChannel(one.channel)))];
    screen.event(Date.now(), `one thread by now: ${data.length} messages by ${channels.join(', ')}`);
  }

  async colleague() {
    const { helper } = this;
    screen.chapter(`${helper.name} goes home, and Mei has another question`);
    await helper.be('offline');
    screen.event(Date.now(), `${helper.name} is offline; the conversation is still open`);
    const said = await this.mei.write('And where can I follow the parcel?');
    screen.speech({ at: said.createdAt, who: 'Mei', by: 'chat', text: said.text });
    const { agent } = await this.giveTo(said);
    if (agent === helper) throw new DemoError(`${agent.name} was offline and got the conversation all the same`);
    this.helper = agent;
    await this.answer('The tracking number of A-20417 comes by mail tonight, Mei. And yes: the blue one, packed twice.');
    const closed = await agent.post(`/v1/conversations/${this.conversationId}/close`, { outcome: 'solved' });
    screen.event(closed.closedAt, `${agent.name} closes the conversation: ${closed.outcome}`);
  }

  /** Waits for the decision on Mei's message, shows it, and lets the chosen agent accept. */
  async giveTo(said, { isBrief = false } = {}) {
    const { agent, offer, heardAt } = await this.offerFor(said, this.mei);
    this.conversationId = offer.conversationId;
    const { data } = await agent.get(`/v1/conversations/${offer.conversationId}/decisions`);
    const decision = data.findLast((one) => one.chosen?.id === agent.id);
    if (!decision) throw new DemoError('the decision on this offer is not recorded');
    showDecision(decision, Math.max(0, heardAt - said.ackedAt));
    const { conversation, context } = await agent.accept(offer);
    if (isBrief) screen.event(Date.now(), `${agent.name} accepts, with the ${context.thread.messages.length} messages so far`);
    else showContext(context, { at: Date.now(), who: agent.name });
    return { agent, conversation };
  }

  /** The offer made for this customer's message, and whom it was made to. */
  async offerFor({ text }, customer) {
    const fits = ({ offer }) => offer.customer.id === customer.session.customer.id && text.startsWith(offer.preview.slice(0, 30));
    return this.offers.take(
      fits,
      offerWithinMs,
      'an offer to one of the three agents (is somebody else available on this server?)',
    );
  }

  /** The agent's answer, and Mei's widget showing it. */
  async answer(text) {
    const asked = performance.now();
    const reply = await this.helper.reply(this.conversationId, text);
    screen.speech({ at: reply.createdAt, who: this.helper.name, by: byChannel(reply.channel), text });
    const seen = await this.mei.seen.take((one) => one.id === reply.id, shownWithinMs, 'the answer in the widget of Mei');
    screen.event(Date.now(), `Mei's widget shows it ${(seen.seenAt - asked).toFixed(0)} ms after it was sent`);
  }
}

function bond({ id, previousId }, before) {
  if (id === before) return 'the same conversation, open again (after 72 hours it would be a new one, linked to the old)';
  return previousId === before ? 'a new conversation, linked to the one before' : 'a new conversation in the same thread';
}
