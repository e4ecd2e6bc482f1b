import type { WidgetConversationView } from '../../src/contracts/views.js';
import type { Kept } from './storage.js';
import type { Thread } from './thread.js';

/** Whoever comes back later than this is not asked about it any more. */
const WITHIN_MS = 24 * 60 * 60_000;
/** Under its name: the conversation of which they would rather not say. */
const RATED = 'rated';

/** The question at the end: asked once for a conversation that somebody of ours answered and closed a short time ago. */
export class Rating {
  state: 'asking' | 'sending' | 'thanked' | null = null;
  private conversationId: string | null = null;

  constructor(
    private readonly kept: Kept,
    private readonly thread: Thread,
    private readonly now: () => number,
  ) {}

  look(view: WidgetConversationView | null): void {
    // Also where it was said on another device meanwhile.
    const isSaid = view?.rated === true && this.state === 'asking';
    if (view?.id !== this.conversationId || view?.status !== 'closed' || isSaid) this.state = null;
    this.conversationId = view?.id ?? null;
    if (view?.status !== 'closed' || view.rated || this.state || view.notice.code !== 'closed') return;
    if (this.kept.get(RATED) === view.id) return;
    const answer = this.thread.messages().findLast(({ author, kind }) => author.type === 'agent' || kind === 'call');
    if (answer && this.now() - Date.parse(answer.createdAt) < WITHIN_MS) this.state = 'asking';
  }

  /** `post` says whether the server has it. */
  async give(score: number, comment: string, post: (body: object) => Promise<boolean>): Promise<void> {
    this.state = 'sending';
    const id = this.conversationId;
    const done = await post({ score, ...(comment.trim() ? { comment: comment.trim().slice(0, 2_000) } : {}) });
    if (this.conversationId === id && this.state === 'sending') this.state = done ? 'thanked' : 'asking';
  }

  decline(): void {
    this.kept.set(RATED, this.conversationId);
    this.state = null;
  }
}
