import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, hasRole, type SignedIn } from '../../accounts/principal.js';
import { Tokens } from '../../accounts/tokens.service.js';
import { room } from '../../contracts/events.js';
import type { ConsoleSync } from '../../contracts/sockets.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { queueLiveViews } from '../../routing/queues/queues-live.queries.js';
import { RefreshBody, SyncBody, ViewBody } from './console-bodies.js';
import type { ConsoleSocket } from '../console-socket.js';
import { queueIds } from '../snapshot.queries.js';
import type { RegisterCommand } from './socket-gate.js';
import { Sync } from '../sync.service.js';
import { Viewers } from '../viewers.service.js';

/** Conversations that one screen follows beside its own. */
export const maxViewed = 50;

/** `conversation.view`, `sync`, `auth.refresh`: what the screen shows and how long it may. */
@Injectable()
export class ScreenCommands {
  constructor(
    private readonly db: Database,
    private readonly syncing: Sync,
    private readonly tokens: Tokens,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly viewers: Viewers,
  ) {}

  attach(socket: ConsoleSocket, on: RegisterCommand): void {
    this.viewers.attach(socket);
    on('conversation.view', ViewBody, async (body, agent) => {
      await this.view(socket, body, agent);
      await (body.on ? this.viewers.enter(socket, body.conversationId) : this.viewers.leave(socket, body.conversationId));
    });
    on('sync', SyncBody, ({ position }, agent) => this.sync(socket, position, agent));
    on('auth.refresh', RefreshBody, ({ token }) => this.refresh(socket, token));
  }

  private async view(socket: ConsoleSocket, { conversationId, on }: ViewBody, agent: SignedIn): Promise<void> {
    const viewed = room.conversation(conversationId);
    if (!on) return void (await socket.leave(viewed));
    if (socket.rooms.has(viewed)) return;
    if ([...socket.rooms].filter((one) => one.startsWith('conversation:')).length >= maxViewed)
      throw new Refusal('conflict', `A screen follows at most ${maxViewed} conversations; leave one first.`, {
        limit: maxViewed,
      });
    const [found] = await this.db.query<{ assignee_id: string | null }>('SELECT assignee_id FROM conversations WHERE id = $1', [
      conversationId,
    ]);
    if (!found) throw notFound('conversation');
    // Whoever has others in their care and looks over a shoulder leaves a trace of it.
    if (hasRole(agent, 'supervisor') && found.assignee_id !== agent.id)
      await this.db.transaction((tx) =>
        this.audit.write(
          { tx, actor: actorOf(agent) },
          { action: 'conversation.viewed', subjectType: 'conversation', subjectId: conversationId },
        ),
      );
    await socket.join(viewed);
  }

  private async sync(socket: ConsoleSocket, position: number, agent: SignedIn): Promise<ConsoleSync> {
    const missed = await this.syncing.after(position, socket.rooms);
    // The live view of queues has no position: whoever comes back gets it as it is now.
    if (!socket.data.synced && hasRole(agent, 'supervisor'))
      for (const queue of await queueLiveViews(this.db, await queueIds(this.db, agent))) socket.emit('queue.updated', queue);
    socket.data.synced = true;
    return missed;
  }

  /** The socket goes on with a newer token of the same agent. */
  private async refresh(socket: ConsoleSocket, token: string): Promise<{ expiresInS: number }> {
    const next = await this.tokens.verifyAccess(token);
    const { id, role } = socket.data.principal;
    // Rooms were given by the role: with another one, or another agent, a new connection is due.
    if (next.id !== id || next.role !== role)
      throw new Refusal('forbidden', 'The token is of another agent or role; connect again.');
    socket.data.principal = next;
    socket.data.warned = false;
    return { expiresInS: Math.floor((next.expiresAt - this.clock.now()) / 1000) };
  }
}
