import { Injectable } from '@nestjs/common';
import { Secrets } from '../../platform/secrets/secrets.js';

/** What marks a mail as ours: the secret of the reply addresses, and the name by which we know our own mail again. */
@Injectable()
export class OwnMail {
  readonly replySecret: string;
  /** The same in every process of a deployment, and for no other deployment. */
  readonly instanceId: string;

  constructor(secrets: Secrets) {
    this.replySecret = secrets.key('reply-address').toString('hex');
    this.instanceId = secrets.sign('reply-address', 'instance', 12);
  }
}
