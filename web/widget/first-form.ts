import type { Kept } from './storage.js';

export type FormAnswers = Record<string, string>;

const NAME = 'form';

/** The form before the chat: what is being typed, what the server is asked to take, and what it has taken. */
export class FirstForm {
  /** The fields that are to be filled in otherwise; another list with each try. */
  wrong: readonly string[] = [];
  /** Taken; it goes along until the first message has gone. */
  private taken: FormAnswers | null;
  private onTrial: FormAnswers | null = null;

  constructor(
    private readonly kept: Kept,
    private readonly page: Kept,
  ) {
    this.taken = kept.read(NAME);
  }

  get isTaken(): boolean {
    return this.taken !== null;
  }

  /** What is sent with a session that is opened. */
  get answers(): FormAnswers | null {
    return this.onTrial ?? this.taken;
  }

  /** What stands in its fields. */
  get draft(): FormAnswers {
    return this.page.read(NAME) ?? {};
  }

  set draft(answers: FormAnswers | null) {
    this.page.write(NAME, answers);
  }

  /** `wrong`: fields of which the server need not be asked. True where it is to be asked. */
  give(answers: FormAnswers, wrong: readonly string[]): boolean {
    this.draft = answers;
    this.wrong = wrong;
    this.onTrial = wrong.length > 0 ? null : answers;
    return this.onTrial !== null;
  }

  /** The server has taken what it was asked to take. */
  accepted(): void {
    if (!this.onTrial) return;
    this.keep(this.onTrial);
    this.draft = null;
  }

  /** Also of answers that an older page kept without asking. False where there were none: then it is something else that is refused. */
  refused(wrong: readonly string[]): boolean {
    const { answers } = this;
    if (!answers) return false;
    this.keep(null);
    this.draft = answers;
    this.wrong = wrong;
    return true;
  }

  /** The first message has it, or another person sits here. */
  forget(): void {
    this.keep(null);
    this.draft = null;
    this.wrong = [];
  }

  private keep(answers: FormAnswers | null): void {
    this.onTrial = null;
    this.taken = answers;
    this.kept.write(NAME, answers);
  }
}
