/** What the reading side refuses: names that nobody knows. */
import { Refusal } from '../http/problem.ts';

export const unknownIndicator = (id: string) =>
  new Refusal(404, 'unknown-indicator', { zh: `没有指标 ${id}。`, en: `There is no indicator ${id}.` });

export const unknownDimension = (name: string, choices: readonly string[]) =>
  new Refusal(400, 'unknown-dimension', {
    zh: `不能按 ${name} 分组,可选: ${choices.join('、')}。`,
    en: `Cannot group by ${name}; choose from ${choices.join(', ')}.`,
  });

export const unknownFinding = (id: string) =>
  new Refusal(404, 'unknown-finding', {
    zh: `没有线索 ${id},或不在您的范围内。`,
    en: `There is no finding ${id}, or it lies outside what you may see.`,
  });

export const unknownRequirement = (code: string) =>
  new Refusal(404, 'unknown-requirement', { zh: `没有要求 ${code}。`, en: `There is no requirement ${code}.` });
