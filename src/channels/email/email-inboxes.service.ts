import { createPrivateKey } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FieldError } from '../../contracts/errors.js';
import { DrawerShelf } from '../drawers/drawer-shelf.js';
import { Connections } from '../inboxes/connections.service.js';
import { type InboxRecord, InboxesQueries } from '../inboxes/inboxes.queries.js';
import { EmailSecrets, EmailSettings } from './email-settings.js';
import { type MailboxAccount, mailboxAccount } from './mailbox/mailbox-account.js';

export interface MailboxOfInbox {
  inboxId: string;
  /** Of the inbox: another one means that something about it was changed. */
  version: number;
  account: MailboxAccount;
}

/** What e-mail inboxes were told, openly and under seal, as their form checked it. */
@Injectable()
export class EmailInboxes implements OnModuleInit {
  constructor(
    private readonly shelf: DrawerShelf,
    private readonly inboxes: InboxesQueries,
    private readonly connections: Connections,
  ) {}

  onModuleInit(): void {
    this.shelf.addForm({ channel: 'email', provider: 'mail', settings: EmailSettings, secrets: EmailSecrets, faults });
  }

  async byId(id: string): Promise<InboxRecord | undefined> {
    const inbox = await this.inboxes.byId(id);
    return inbox?.channel === 'email' ? inbox : undefined;
  }

  settingsOf(inbox: InboxRecord): EmailSettings {
    return inbox.settings as EmailSettings;
  }

  secretsOf(inbox: InboxRecord): EmailSecrets {
    return this.connections.of(inbox).secrets as EmailSecrets;
  }

  /** Undefined where the inbox has no mailbox to be read, or nothing to sign in with. */
  accountOf(inbox: InboxRecord): MailboxAccount | undefined {
    const { imap } = this.settingsOf(inbox);
    return imap ? mailboxAccount(imap, this.secretsOf(inbox)) : undefined;
  }

  async mailboxes(): Promise<MailboxOfInbox[]> {
    return (await this.inboxes.ofChannel('email')).flatMap((inbox) => {
      const account = this.accountOf(inbox);
      return account ? [{ inboxId: inbox.id, version: inbox.version, account }] : [];
    });
  }
}

/** What one half needs of the other. */
export function faults(settings: EmailSettings, secrets: EmailSecrets): FieldError[] {
  const found: FieldError[] = [];
  if (settings.imap && !secrets.imapPassword && !secrets.imapAccessToken)
    found.push({ pointer: '/secrets/imapPassword', detail: 'is needed to sign in (or imapAccessToken)' });
  if (settings.dkim && !secrets.dkimPrivateKey)
    found.push({ pointer: '/secrets/dkimPrivateKey', detail: 'is needed to sign mail' });
  if (secrets.dkimPrivateKey && !isRsaKey(secrets.dkimPrivateKey))
    found.push({ pointer: '/secrets/dkimPrivateKey', detail: 'must be an RSA key of at least 1024 bits, without a passphrase' });
  return found;
}

/** Said when it is saved: a key that cannot sign would let mail leave unsigned without a word. */
function isRsaKey(pem: string): boolean {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 1024;
  } catch {
    return false;
  }
}
