import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.ts';
import { Accounts } from './accounts.ts';
import { AuditController } from './audit.controller.ts';
import { Audit } from './audit.ts';
import { LoginThrottle } from './login-throttle.ts';
import { OrgTree } from './org-tree.ts';
import { SessionController } from './session.controller.ts';
import { Sessions } from './sessions.ts';
import { Tokens } from './tokens.ts';

@Global()
@Module({
  controllers: [SessionController, AuditController],
  providers: [Accounts, Audit, LoginThrottle, OrgTree, Sessions, Tokens, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Accounts, Audit, OrgTree, Sessions, Tokens],
})
export class AccessModule {}
