import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { FactsModule } from '../../../server/facts/facts.module.ts';
import { goneWithin } from '../../support/child.ts';

@Injectable()
class Reader {
  constructor(readonly store: FactStore) {}
}

it('gives everybody one store, starts with the first statement and ends with the application', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'henjian-module-'));
  const path = join(folder, 'facts');
  @Module({ imports: [FactsModule.forRoot({ engine: { path } })], providers: [Reader] })
  class Application {}
  const application = await NestFactory.createApplicationContext(Application, { logger: false });
  const { store } = application.get(Reader);
  expect(store).toBeInstanceOf(FactStore);
  expect(existsSync(path)).toBe(false);

  expect(await store.query('SELECT count() AS n FROM checkins')).toEqual([{ n: 0 }]);
  const { pid } = JSON.parse(await readFile(join(path, 'engine.json'), 'utf8')) as { pid: number };
  await application.close();
  expect(await goneWithin(pid, 2000)).toBe(true);
  await rm(folder, { recursive: true, force: true });
});
