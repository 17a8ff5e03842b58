import { serveUntilStopped } from '../serving.ts';
import type { Verb } from './verb.ts';

export const serve: Verb = {
  summary: { zh: '启动服务(地址与端口见 HOST、PORT)', en: 'serve the pages and the API (HOST, PORT)' },
  usage: [''],
  run: async ({ environment }) => {
    await serveUntilStopped(environment);
    return 0;
  },
};
