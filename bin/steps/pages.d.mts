export interface PageToVisit {
  name: string;
  path: string;
  role: '' | 'leader' | 'auditor' | 'steward' | 'administrator';
}
export function pagesToVisit(get: (path: string) => Promise<unknown>): Promise<PageToVisit[]>;
