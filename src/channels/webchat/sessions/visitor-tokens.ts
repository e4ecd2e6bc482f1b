import { Injectable } from '@nestjs/common';
import { Refusal } from '../../../platform/http/refusal.js';
import { newId } from '../../../platform/ids/new-id.js';
import { sameSecret, Secrets } from '../../../platform/secrets/secrets.js';

const shape =
  /^v1\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{22})$/;

export interface Visitor {
  id: string;
  /** Keeps the visitor across page views, devices and restarts. Whoever holds it is the visitor. */
  token: string;
}

/**
 * `v1.<visitor>.<inbox>.<signature>`: signed and stateless, so that looking at a page writes nothing. The visitor's id
 * is made here and becomes the id of the customer and of the identity when the first message is written.
 */
@Injectable()
export class VisitorTokens {
  constructor(private readonly secrets: Secrets) {}

  create(inboxId: string): Visitor {
    return this.of(newId(), inboxId);
  }

  /** Throws `token_invalid` for a token that is forged or belongs to another inbox. */
  read(token: string, inboxId: string): Visitor {
    const [, visitorId, ofInbox, signature] = shape.exec(token) ?? [];
    if (!visitorId || ofInbox !== inboxId || !signature || !sameSecret(signature, this.signature(visitorId, inboxId)))
      throw new Refusal('token_invalid', 'The visitor token is not one of this inbox; leave it out to begin afresh.', {
        errors: [{ pointer: '/visitorToken', detail: 'is not one of this inbox' }],
      });
    return { id: visitorId, token };
  }

  private of(id: string, inboxId: string): Visitor {
    return { id, token: `v1.${id}.${inboxId}.${this.signature(id, inboxId)}` };
  }

  private signature(visitorId: string, inboxId: string): string {
    return this.secrets.sign('visitor-token', `${visitorId}.${inboxId}`);
  }
}
