import { Account, LoginFailure, SessionRow, Token } from '../access/account.entity.ts';
import { AuditEntry, AuditHead } from '../access/audit.entity.ts';
import { Connector, ConnectorHost, ConnectorRun } from '../connectors/connector.entity.ts';
import { ReliefActionRow } from '../decisions/relief-action.entity.ts';
import { FindingTriage } from '../findings/finding-triage.entity.ts';
import { InboxReadRow, OpenedFinding } from '../inbox/inbox.entity.ts';
import { TimeModelChange } from '../indicators/time-model-change.entity.ts';
import { Batch } from '../intake/batch.entity.ts';
import { CodeLink } from '../intake/codes/code-link.entity.ts';
import { Mapping } from '../intake/mapping.entity.ts';
import { PendingUpload } from '../intake/pending-upload.entity.ts';
import { RuleSetting } from '../policy/rule-setting.entity.ts';
import { FindingFollow, NoteRow, SavedViewRow } from '../sharing/sharing.entity.ts';
import { Setting } from './setting.entity.ts';

/** Every table of the operations store, parents before children. */
export const ENTITIES = [
  Setting,
  Mapping,
  CodeLink,
  Batch,
  Account,
  SessionRow,
  Token,
  LoginFailure,
  AuditEntry,
  AuditHead,
  PendingUpload,
  Connector,
  ConnectorRun,
  ConnectorHost,
  RuleSetting,
  FindingTriage,
  SavedViewRow,
  NoteRow,
  FindingFollow,
  OpenedFinding,
  InboxReadRow,
  ReliefActionRow,
  TimeModelChange,
] as const;
