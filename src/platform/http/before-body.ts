import type { NextFunction, Request, Response } from 'express';

type Step = (request: Request, response: Response, next: NextFunction) => void;

/**
 * What must happen before the body is read. Middleware of a module runs after the body parser, so that an answer to a body
 * which is too large or no JSON would leave without it (and a browser would not show the page such an answer without CORS).
 */
export class BeforeBody {
  private readonly steps: { prefix: string; step: Step }[] = [];

  /** Registers `step` for every path under `prefix` (which ends with a slash); call it in `onModuleInit`. */
  use(prefix: string, step: Step): void {
    this.steps.push({ prefix, step });
  }

  readonly middleware: Step = (request, response, next) => {
    const due = this.steps.filter(({ prefix }) => request.path.startsWith(prefix));
    const go = (index: number): void => {
      const one = due[index];
      if (!one) return next();
      one.step(request, response, (error?: unknown) => (error ? next(error) : go(index + 1)));
    };
    go(0);
  };
}
