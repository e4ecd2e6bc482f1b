import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { CONFIG, type Config } from '../../config/config.js';
import { ConfigError } from '../../config/read-config.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { AcceptMail } from './accept-mail.service.js';
import { MailIntake } from './mail-intake.js';
import { SmtpRefusal, toSmtpRefusal, tryLater } from './smtp-refusal.js';

/** One mail server in front of us may bring everybody's mail: the limits stop a flood, not a busy day. */
const connectionLimit = { name: 'smtp-connections', points: 600, seconds: 60 };
const mailLimit = { name: 'smtp-mails', points: 1200, seconds: 60 };
const maxConnections = 200;
const maxConnectionsPerAddress = 50;
const maxRecipients = 50;
const idleMs = 60_000;
const closeMs = 3_000;

type Answer = (error?: Error | null, text?: string) => void;

/**
 * The SMTP listener: takes mail for our inboxes from anybody, relays nothing, knows no sign-in. 250 means committed.
 * It opens when the application is up (not in the role worker) and closes first when it goes down; a mail that is being
 * stored at that moment is stored and answered.
 */
@Injectable()
export class SmtpDoor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private server: SMTPServer | undefined;
  private readonly intake: MailIntake;
  private readonly connections = new Map<string, Set<string>>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
    private readonly mail: AcceptMail,
    private readonly limits: RateLimits,
  ) {
    this.intake = new MailIntake(config.mailMaxBytes);
  }

  /** The port in use; 0 while closed. */
  get port(): number {
    return (this.server?.server.address() as { port: number } | null | undefined)?.port ?? 0;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role !== 'worker') await this.open();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Throws ConfigError that names SMTP_PORT where the port cannot be opened. */
  async open(): Promise<void> {
    const server = this.newServer();
    const { smtpPort, smtpHost } = this.config;
    // Trouble of single connections (resets and the like) is reported here too, and concerns nobody else.
    server.on('error', (error) => this.log.debug({ err: error }, 'SMTP trouble'));
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', (error: NodeJS.ErrnoException) =>
        reject(new ConfigError('SMTP_PORT', troubleWith(smtpPort, error))),
      );
      server.listen(smtpPort, smtpHost, resolve);
    });
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private newServer(): SMTPServer {
    return new SMTPServer({
      banner: 'Throughline',
      size: this.config.mailMaxBytes,
      maxRecipients,
      maxClients: maxConnections,
      disabledCommands: ['AUTH', 'STARTTLS'],
      authOptional: true,
      disableReverseLookup: true,
      socketTimeout: idleMs,
      closeTimeout: closeMs,
      logger: false,
      onConnect: (session, answer) => this.answer(this.enter(session), answer, 421),
      onClose: (session) => this.leave(session),
      onMailFrom: (_address, session, answer) => this.answer(this.spendMail(session), answer),
      onRcptTo: ({ address }, session, answer) => this.answer(this.mail.recipient(address, session.remoteAddress), answer),
      onData: (stream, session, answer) => this.answer(this.receive(stream, session), answer),
    });
  }

  private async enter(session: SMTPServerSession): Promise<void> {
    const open = this.connections.get(session.remoteAddress) ?? new Set();
    this.connections.set(session.remoteAddress, open.add(session.id));
    if (open.size > maxConnectionsPerAddress) throw new SmtpRefusal(421, 'Too many connections from your address');
    await this.limits.spend(connectionLimit, session.remoteAddress);
  }

  /** Also called for connections that were never let in: those are not in the set. */
  private leave(session: SMTPServerSession): void {
    const open = this.connections.get(session.remoteAddress);
    if (open?.delete(session.id) && open.size === 0) this.connections.delete(session.remoteAddress);
  }

  private async spendMail(session: SMTPServerSession): Promise<void> {
    await this.limits.spend(mailLimit, session.remoteAddress);
  }

  private async receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const { mailFrom, rcptTo } = session.envelope;
    const envelope = {
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      remoteAddress: session.remoteAddress,
    };
    const stored = await this.intake.take(stream, (raw) => this.mail.accept(raw, envelope));
    return `stored as ${stored.map(({ deliveryId }) => deliveryId).join(' ')}`;
  }

  /** A surprise is logged and answered with "try later": whatever is wrong here, the sender keeps the mail. */
  private answer(work: Promise<unknown>, answer: Answer, code?: number): void {
    work.then(
      (text) => answer(null, typeof text === 'string' ? text : undefined),
      (error: unknown) => {
        const refusal = toSmtpRefusal(error);
        if (!refusal) this.log.error({ err: error }, 'the SMTP door failed');
        const { responseCode, message } = refusal ?? tryLater();
        answer(new SmtpRefusal(code ?? responseCode, message));
      },
    );
  }
}

function troubleWith(port: number, error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return `port ${port} is taken by another program`;
  if (error.code === 'EACCES') return `port ${port} may not be opened by this user`;
  return `port ${port} cannot be opened (${error.code ?? error.message})`;
}
