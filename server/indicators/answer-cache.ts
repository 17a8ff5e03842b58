/** Keeps answers until something new is computed: pages ask the same few questions, and computed rows do not change. */
import { Injectable } from '@nestjs/common';
import { ComputationService } from './computation.service.ts';
import { KeptAnswers } from './kept-answers.ts';

@Injectable()
export class AnswerCache {
  private readonly kept = new KeptAnswers();

  constructor(private readonly computations: ComputationService) {}

  /**
   * The answer to `question` as of the last computation; `make` is called at most once for it. The question must hold
   * everything the answer depends on, the caller's scope included. A failed answer is not kept.
   */
  async answer<T>(question: unknown, make: () => Promise<T>): Promise<T> {
    const { computation } = await this.computations.current();
    return this.kept.answer(computation, question, make);
  }

  /** The same for an answer that few ask for again: only the last ones asked for are kept. */
  async recent<T>(question: unknown, make: () => Promise<T>): Promise<T> {
    const { computation } = await this.computations.current();
    return this.kept.recent(computation, question, make);
  }
}
