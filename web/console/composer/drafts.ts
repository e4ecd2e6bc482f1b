import { create } from 'zustand';
import { desk } from '../live/desk.js';
import { focusComposer } from './focus.js';

export interface DraftFile {
  /** Of this page, before the server has one. */
  key: string;
  name: string;
  contentType: string;
  sizeBytes: number;
  /** The upload; null while it is on its way up, and where it failed. */
  id: string | null;
  /** 0 to 1 while it goes up. */
  progress: number;
  failed: string | null;
  thumbnailUrl: string | null;
}

export interface TemplateDraft {
  name: string;
  language: string;
  values: string[];
}

export interface Draft {
  text: string;
  kind: 'reply' | 'note';
  /** Null: wherever the server thinks best. */
  channel: string | null;
  files: readonly DraftFile[];
  template: TemplateDraft | null;
  /** Colleagues whom a note names. */
  mentions: readonly { id: string; name: string }[];
  /** The last message that was there when the writing began, and whether the writer was asked about what came since. */
  begunAtSeq: number | null;
  wasAsked: boolean;
}

const empty: Draft = {
  text: '',
  kind: 'reply',
  channel: null,
  files: [],
  template: null,
  mentions: [],
  begunAtSeq: null,
  wasAsked: false,
};

/** One draft per conversation: going away and coming back loses nothing. */
export const useDrafts = create<{ drafts: ReadonlyMap<string, Draft> }>(() => ({ drafts: new Map() }));

export function draftOf(conversationId: string): Draft {
  return useDrafts.getState().drafts.get(conversationId) ?? empty;
}

export function useDraft(conversationId: string): Draft {
  return useDrafts(({ drafts }) => drafts.get(conversationId)) ?? empty;
}

export function changeDraft(conversationId: string, change: Partial<Draft> | ((draft: Draft) => Partial<Draft>)): void {
  useDrafts.setState(({ drafts }) => {
    const before = drafts.get(conversationId) ?? empty;
    const after = { ...before, ...(typeof change === 'function' ? change(before) : change) };
    return { drafts: new Map(drafts).set(conversationId, after) };
  });
}

/** What was sent is no draft any more; a reply stays a reply, a note a note. */
export function clearDraft(conversationId: string): void {
  changeDraft(conversationId, ({ kind }) => ({ ...empty, kind }));
}

/** Puts a text that was written already back into the composer, after what stands there. */
export function putIntoDraft(conversationId: string, text: string, more: Partial<Draft> = {}): void {
  changeDraft(conversationId, (draft) => ({ ...more, text: draft.text.trim() ? `${draft.text}\n${text}` : text }));
  if (desk.getState().openId === conversationId) focusComposer();
}
