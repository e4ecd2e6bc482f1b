interface Asked<Question, Answer> {
  question: Question;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/** Questions that are asked while a statement is under way go out together in the next one; one statement at a time. */
export class AskedTogether<Question, Answer> {
  private waiting: Asked<Question, Answer>[] = [];
  private running = false;

  /** `answer` gives one answer for each question, in their order. */
  constructor(private readonly answer: (questions: Question[]) => Promise<Answer[]>) {}

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      if (this.waiting.length === 1 && !this.running) setImmediate(() => void this.flush());
    });
  }

  private async flush(): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      await this.answer(batch.map((one) => one.question)).then(
        (answers) => batch.forEach((one, index) => one.resolve(answers[index]!)),
        (error: unknown) => batch.forEach((one) => one.reject(error)),
      );
    }
    this.running = false;
  }
}
