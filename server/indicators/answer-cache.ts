/** Keeps answers until something new is computed: pages ask the same few questions, and computed rows do not change. */
import { Injectable } from '@nestjs/common';
import { ComputationService } from './computation.service.ts';
import { KeptAnswers } from './kept-answers.ts';
import { LastingAnswers } from './lasting-answers.ts';

/** What is made faster than this is not worth a file. */
const WORTH_KEEPING_MS = 40;

@Injectable()
export class AnswerCache {
  private readonly kept = new KeptAnswers();

  constructor(
    private readonly computations: ComputationService,
    private readonly files: LastingAnswers,
  ) {}

  /**
   * The answer to `question` as of the last computation; `make` is called at most once for it. The question must hold
   * everything the answer depends on, the caller's scope included. A failed answer is not kept.
   */
  async answer<T>(question: unknown, make: () => Promise<T>): Promise<T> {
    const { computation } = await this.computations.current();
    return this.kept.answer(computation, question, make);
  }

  /** The same, and the next start finds it too: for answers that JSON holds and that depend on nothing but what is computed. */
  async lasting<T>(question: unknown, make: () => Promise<T>): Promise<T> {
    const asOf = await this.computations.current();
    return this.kept.answer(asOf.computation, question, async () => {
      const known = await this.files.read<T>(asOf, question);
      if (known !== undefined) return known;
      const started = performance.now();
      const answer = await make();
      if (performance.now() - started > WORTH_KEEPING_MS) await this.files.write(asOf, question, answer);
      return answer;
    });
  }

  /** The same for an answer that few ask for again: only the last ones asked for are kept. */
  async recent<T>(question: unknown, make: () => Promise<T>): Promise<T> {
    const { computation } = await this.computations.current();
    return this.kept.recent(computation, question, make);
  }
}
