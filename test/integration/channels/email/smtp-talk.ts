import { connect, type Socket } from 'node:net';

export interface SmtpTalk {
  /** Sends a line (or the body of a mail) and gives the whole answer, `250 …`. */
  say(line: string): Promise<string>;
  /** Sends without waiting; `answer` gives what comes. */
  send(text: string): void;
  answer(): Promise<string>;
  /** Answers that came and were not asked for yet. */
  heard(): string[];
  socket: Socket;
  hangUp(): void;
}

/** A bare SMTP client, for what a well-behaved library would never say. The greeting and EHLO are done. */
export async function talkSmtp(port: number): Promise<SmtpTalk> {
  const socket = connect(port, '127.0.0.1');
  const answers: string[] = [];
  const waiting: ((answer: string) => void)[] = [];
  let buffer = '';
  const give = (answer: string): void => {
    const next = waiting.shift();
    if (next) next(answer);
    else answers.push(answer);
  };
  socket.setEncoding('utf8').on('data', (text: string) => {
    buffer += text;
    // An answer may have several lines; only the last has a blank after its code.
    for (let end = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(buffer); end; end = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(buffer)) {
      buffer = buffer.slice(end[0].length);
      give(end[0].trim());
    }
  });
  socket.on('error', () => undefined);
  socket.on('close', () => waiting.splice(0).forEach((resolve) => resolve('closed')));
  const answer = (): Promise<string> =>
    answers.length > 0
      ? Promise.resolve(answers.shift()!)
      : socket.destroyed
        ? Promise.resolve('closed')
        : new Promise((resolve) => waiting.push(resolve));
  const say = (line: string): Promise<string> => {
    socket.write(`${line}\r\n`);
    return answer();
  };
  const greeting = await answer();
  if (!greeting.startsWith('220')) throw new Error(greeting);
  await say('EHLO client.test');
  return {
    say,
    answer,
    send: (text) => void socket.write(text),
    heard: () => answers,
    socket,
    hangUp: () => void socket.destroy(),
  };
}
