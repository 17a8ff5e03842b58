export interface PageToVisit {
  name: string;
  path: string;
  role: '' | 'auditor' | 'steward';
}
export function pagesToVisit(get: (path: string) => Promise<unknown>): Promise<PageToVisit[]>;
