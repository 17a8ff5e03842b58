/** Answers by question, as of one computation: the answers of another one are forgotten at its first question. */

/** Beyond this many different questions all are forgotten: memory stays bounded, the next reader pays once. */
const MOST_ANSWERS = 1000;
/** Answers about single findings and lists of rows are as many as there are findings, and some hundred kilobytes each. */
const MOST_RECENT = 60;

export class KeptAnswers {
  private answers = new Map<string, Promise<unknown>>();
  private readonly recents = new Map<string, Promise<unknown>>();
  private computation = -1;

  answer<T>(computation: number, question: unknown, make: () => Promise<T>): Promise<T> {
    this.forgetOld(computation);
    if (this.answers.size >= MOST_ANSWERS) this.answers = new Map();
    return kept(this.answers, JSON.stringify(question), make);
  }

  recent<T>(computation: number, question: unknown, make: () => Promise<T>): Promise<T> {
    this.forgetOld(computation);
    const key = JSON.stringify(question);
    const known = this.recents.get(key);
    this.recents.delete(key);
    if (known) this.recents.set(key, known);
    const answer = kept(this.recents, key, make);
    for (const oldest of this.recents.keys()) {
      if (this.recents.size <= MOST_RECENT) break;
      this.recents.delete(oldest);
    }
    return answer;
  }

  private forgetOld(computation: number): void {
    if (this.computation === computation) return;
    this.answers = new Map();
    this.recents.clear();
    this.computation = computation;
  }
}

function kept<T>(answers: Map<string, Promise<unknown>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = answers.get(key);
  if (known) return known as Promise<T>;
  const answer = make();
  answers.set(key, answer);
  answer.catch(() => {
    if (answers.get(key) === answer) answers.delete(key);
  });
  return answer;
}
