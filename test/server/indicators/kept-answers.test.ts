/** Answers are made once for each question until something is computed; of long ones only the last asked for are kept. */
import { KeptAnswers } from '../../../server/indicators/kept-answers.ts';

it.each(['answer', 'recent'] as const)(
  'by %s: one answer for everybody who asks the same, until something is computed',
  async (way) => {
    const answers = new KeptAnswers();
    let computation = 1;
    let made = 0;
    const ask = (question: unknown) => answers[way](computation, question, async () => ++made);
    expect(await Promise.all([ask(['a', 1]), ask(['a', 1]), ask(['a', 2])])).toEqual([1, 1, 2]);
    expect(await ask(['a', 1])).toBe(1);
    computation++;
    expect(await ask(['a', 1])).toBe(3);
  },
);

it.each(['answer', 'recent'] as const)('by %s: a failure is not kept', async (way) => {
  const answers = new KeptAnswers();
  await expect(answers[way](1, 'q', () => Promise.reject(new Error('no engine')))).rejects.toThrow('no engine');
  expect(await answers[way](1, 'q', async () => 'there')).toBe('there');
});

it('keeps the last of long answers, and of these the ones asked for again', async () => {
  const answers = new KeptAnswers();
  const made: number[] = [];
  const ask = (question: number) => answers.recent(1, question, async () => made.push(question));
  for (let question = 0; question < 60; question++) await ask(question);
  await ask(0);
  await ask(60);
  made.length = 0;
  await ask(0);
  await ask(60);
  expect(made).toEqual([]);
  await ask(1);
  expect(made).toEqual([1]);
});
