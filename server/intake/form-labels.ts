/** Finds the XLSForm of a form among what was loaded: its requirement says which file it came from. */
import { Injectable } from '@nestjs/common';
import { FactStore } from '../facts/fact-store.ts';
import { FileProblem } from './file-problem.ts';
import { FileVault } from './file-vault.ts';
import { openWorkbook } from './formats/xlsx.ts';
import type { FormLabels } from './vendors/vendor.ts';
import { labelsOf, readXlsForm } from './vendors/xlsform.ts';

/** A requirement may have been put right by hand since: the form is in one of the files it was in. */
const MOST_FILES = 5;

@Injectable()
export class FormLabelFiles {
  constructor(
    private readonly store: FactStore,
    private readonly vault: FileVault,
  ) {}

  /** @param code of the requirement, `kobo:aVisit2025`; undefined when no XLSForm of it was loaded */
  async find(code: string): Promise<FormLabels | undefined> {
    const files = await this.store.query<{ file: string }>(
      `SELECT file FROM requirements_versions WHERE code = {code:String} GROUP BY file ORDER BY max(batch) DESC LIMIT ${MOST_FILES}`,
      { code },
    );
    for (const { file } of files) {
      const labels = await this.labelsIn(file);
      if (labels) return labels;
    }
    return undefined;
  }

  private async labelsIn(file: string): Promise<FormLabels | undefined> {
    try {
      const book = await openWorkbook(this.vault.pathOf(file));
      try {
        return book.sheets.some(({ name }) => name === 'survey') ? labelsOf(await readXlsForm(book, '')) : undefined;
      } finally {
        book.close();
      }
    } catch (error) {
      // A CSV of requirements, or a file that is gone.
      if (error instanceof FileProblem || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
