import { Controller, Delete, Head, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { UploadAnswer } from '../contract-intake.ts';
import { Answers } from '../http/answers.ts';
import { Refusal } from '../http/problem.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { PendingUpload } from './pending-upload.entity.ts';
import { PendingUploads, type Announcement } from './pending-uploads.ts';

const Id = z.uuid();
const PIECE = 'application/offset+octet-stream';
const LONGEST_NAME = 500;
const VERSION = { 'Tus-Resumable': '1.0.0' };

/** tus 1.0.0: core, creation, expiration and termination. docs/intake.md shows it with curl. */
@Controller('api/v1/uploads')
export class UploadsController {
  constructor(private readonly uploads: PendingUploads) {}

  @Post()
  @Allow('steward', 'token')
  @Answers(UploadAnswer, { summary: { zh: '登记可续传的上传', en: 'Announce an upload that can be continued' } })
  async announce(
    @Req() request: Request,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UploadAnswer> {
    const upload = await this.uploads.announce(announcementOf(request), caller.id);
    response.set({ ...this.headers(upload), Location: `/api/v1/uploads/${upload.id}` });
    const { id, name, bytes, received } = upload;
    return { id, name, bytes, received, expiresAt: shanghaiTime(this.uploads.expiresAt(upload)) };
  }

  @Head(':id')
  @Allow('steward', 'token')
  @Answers(null, { summary: { zh: '已收到多少', en: 'How far an upload is' } })
  async state(
    @Param('id', { schema: Id }) id: string,
    @Caller() caller: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const upload = await this.uploads.find(id, caller.id);
    response
      .set({ ...this.headers(upload), 'Cache-Control': 'no-store' })
      .status(200)
      .end();
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('steward', 'token')
  @Answers(null, { summary: { zh: '续传一段', en: 'Add a piece' }, consumes: [PIECE] })
  async append(
    @Param('id', { schema: Id }) id: string,
    @Req() request: Request,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    if (!request.is(PIECE))
      throw new Refusal(415, 'unsupported-content', {
        zh: `请以 ${PIECE} 发送。`,
        en: `Send the piece as ${PIECE}.`,
      });
    const bytes = request.get('Content-Length') === undefined ? undefined : wholeNumber(request, 'Content-Length');
    const piece = { offset: wholeNumber(request, 'Upload-Offset'), bytes };
    const upload = await this.uploads.append(id, caller.id, piece, pieceOf(request));
    response.set(this.headers(upload));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('steward', 'token')
  @Answers(null, { summary: { zh: '放弃上传', en: 'Give an upload up' } })
  async cancel(@Param('id', { schema: Id }) id: string, @Caller() caller: Principal): Promise<void> {
    await this.uploads.cancel(id, caller.id);
  }

  private headers(upload: PendingUpload): Record<string, string> {
    return {
      ...VERSION,
      'Upload-Offset': String(upload.received),
      'Upload-Length': String(upload.bytes),
      'Upload-Expires': this.uploads.expiresAt(upload).toUTCString(),
    };
  }
}

async function* pieceOf(request: Request): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of request) yield chunk as Buffer;
  } catch (error) {
    throw new Refusal(400, 'upload-broken', { zh: '上传中断。', en: 'The upload broke off.' }, { cause: error });
  }
}

function wholeNumber(request: Request, header: string): number {
  const text = request.get(header) ?? '';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Refusal(400, 'bad-header', {
    zh: `请求头 ${header} 应为一个非负整数。`,
    en: `The header ${header} must be a whole number.`,
  });
}

/** `Upload-Metadata: filename BASE64,sha256 BASE64`; keys that are not known are passed over, as tus has it. */
function announcementOf(request: Request): Announcement {
  const known = new Map(
    (request.get('Upload-Metadata') ?? '')
      .slice(0, 8_000)
      .split(',')
      .map((pair) => pair.trim().split(' '))
      .map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
  const sha256 = known.get('sha256')?.toLowerCase() ?? null;
  if (sha256 !== null && !/^[0-9a-f]{64}$/.test(sha256))
    throw new Refusal(400, 'bad-header', {
      zh: 'Upload-Metadata 中的 sha256 应为 64 位十六进制数。',
      en: 'sha256 in Upload-Metadata must be 64 hexadecimal digits.',
    });
  const name = (known.get('filename') ?? known.get('name') ?? '').replace(/\p{Cc}/gu, '').slice(0, LONGEST_NAME);
  return { name: name || 'upload', bytes: wholeNumber(request, 'Upload-Length'), sha256 };
}
