/** The check-in logs to load, made by the seeds: one year, and the days that follow it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../bin/steps/places.mjs';

const DAYS_OF_YEAR = 365;

const generator = () => import(inRoot('dist', 'seeds', 'bench-checkins.js'));

export class CheckinFiles {
  constructor(folder, rows) {
    this.folder = folder;
    this.rows = rows;
    this.days = DAYS_OF_YEAR;
  }

  /** `{directory: [{path, kind}], checkins, rows}` of 2025. */
  async year() {
    const { generateCheckins } = await generator();
    mkdirSync(this.folder, { recursive: true });
    return generateCheckins(this.folder, { rows: this.rows });
  }

  /** Path of a file with `rows` check-ins of the same people on the next day. */
  async nextDay(rows) {
    const { appendDay } = await generator();
    const { path } = appendDay(join(this.folder, `day-${this.days}.csv`), { rows: this.rows, days: this.days }, rows);
    this.rows += rows;
    this.days++;
    return path;
  }
}
