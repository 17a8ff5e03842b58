import { startApp, PASSWORD, type TestApp } from '../../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('a session', () => {
  it('opens with the right password and says who it is', async () => {
    const leader = await app.signIn('leader');
    const answer = await leader.fetch('/api/v1/session');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ user: { name: 'leader', role: 'leader', unit: '*' }, csrf: leader.csrf });
  });
});
