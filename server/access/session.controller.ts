import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Login, ROLES, Session } from '../contract.ts';
import { Environment } from '../environment.ts';
import { Answers } from '../http/answers.ts';
import { generalRefusal } from '../http/problem.ts';
import { currentLang } from '../http/request-context.ts';
import { DEMO_SETTING, Settings } from '../operations/settings.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { OrgTree } from './org-tree.ts';
import { Allow, Public } from './policy.ts';
import { Caller, SessionHash, type Principal } from './principal.ts';
import { ALL_UNITS } from './scope.ts';
import { csrfTokenOf } from './secrets.ts';
import { clearSessionCookie, sessionSecretOf, setSessionCookie } from './session-cookie.ts';
import { Sessions, type OpenSession } from './sessions.ts';

@Controller('api/v1/session')
export class SessionController {
  private readonly sessions: Sessions;
  private readonly orgTree: OrgTree;
  private readonly settings: Settings;
  private readonly environment: Environment;
  constructor(sessions: Sessions, orgTree: OrgTree, settings: Settings, environment: Environment) {
    this.sessions = sessions;
    this.orgTree = orgTree;
    this.settings = settings;
    this.environment = environment;
  }

  @Post()
  @HttpCode(200)
  @Public()
  @Answers(Session, { summary: { zh: '登录', en: 'Sign in' } })
  async login(
    @Body({ schema: Login }) login: z.infer<typeof Login>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    const { secret, session } = await this.sessions.login(login.name, login.password, request.ip ?? '');
    setSessionCookie(response, secret, this.environment.behindHttps);
    response.setHeader('Cache-Control', 'no-store');
    return this.describe(secret, session);
  }

  @Get()
  @Allow(...ROLES)
  @Answers(Session, { summary: { zh: '当前会话', en: 'The current session' } })
  async current(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Session> {
    const secret = sessionSecretOf(request, this.environment.behindHttps);
    const session = secret ? await this.sessions.authenticate(secret) : undefined;
    if (!secret || !session) throw generalRefusal(401);
    response.setHeader('Cache-Control', 'no-store');
    return this.describe(secret, session);
  }

  @Delete()
  @HttpCode(204)
  @Allow(...ROLES)
  @Answers(null, { summary: { zh: '退出', en: 'Sign out' } })
  async logout(
    @Caller() caller: Principal,
    @SessionHash() hash: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    if (hash) await this.sessions.logout(hash, caller.name);
    clearSessionCookie(response, this.environment.behindHttps);
  }

  private async describe(secret: string, { principal, expiresAt }: OpenSession): Promise<Session> {
    return {
      user: {
        name: principal.name,
        role: principal.role!,
        unit: principal.unit,
        unitName: await this.unitName(principal.unit),
      },
      expiresAt: shanghaiTime(expiresAt),
      csrf: csrfTokenOf(secret),
      demo: (await this.settings.get(DEMO_SETTING)) !== undefined,
    };
  }

  private async unitName(unit: string): Promise<string> {
    if (unit === ALL_UNITS) return currentLang() === 'zh' ? '全部单位' : 'All units';
    // The name is a courtesy: signing in must work while the engine does not.
    const units = await this.orgTree.units().catch(() => []);
    return units.find(({ code }) => code === unit)?.name ?? unit;
  }
}
