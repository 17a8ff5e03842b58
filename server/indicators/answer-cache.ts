/** Keeps answers until something new is computed: pages ask the same few questions, and computed rows do not change. */
import { Injectable } from '@nestjs/common';
import { ComputationService } from './computation.service.ts';

/** Beyond this many different questions all are forgotten: memory stays bounded, the next reader pays once. */
const MOST_ANSWERS = 1000;

@Injectable()
export class AnswerCache {
  private answers = new Map<string, Promise<unknown>>();
  private computation = -1;

  constructor(private readonly computations: ComputationService) {}

  /**
   * The answer to `question` as of the last computation; `make` is called at most once for it. The question must hold
   * everything the answer depends on, the caller's scope included. A failed answer is not kept.
   */
  async answer<T>(question: unknown, make: () => Promise<T>): Promise<T> {
    const { computation } = await this.computations.current();
    if (this.computation !== computation || this.answers.size >= MOST_ANSWERS) {
      this.answers = new Map();
      this.computation = computation;
    }
    const key = JSON.stringify(question);
    const known = this.answers.get(key);
    if (known) return known as Promise<T>;
    const answer = make();
    this.answers.set(key, answer);
    answer.catch(() => this.answers.delete(key));
    return answer;
  }
}
