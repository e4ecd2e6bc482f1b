import { pipeline } from 'node:stream/promises';
import { Controller, Get, Inject, Param, ParseUUIDPipe, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { Request, Response } from 'express';
import { Database } from '../../platform/database/database.js';
import { Public } from '../../platform/http/public.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { BlobStore, type ByteRange, StorageAway } from '../../platform/storage/blob-store.js';
import { SignedLinks } from '../../platform/storage/signed-links.js';
import { readRange } from './byte-ranges.js';
import { dispositionOf } from './file-names.js';
import { isInline } from './file-types.js';
import { attachmentPath } from './shown-attachments.js';

export class SignedQuery {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  expires?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  signature?: string;
}

interface Servable {
  key: string;
  name: string;
  contentType: string;
  /** Null where nobody knows before it is read: then it is sent whole. */
  sizeBytes: number | null;
  etag: string;
}

const attachmentId = new ParseUUIDPipe({ exceptionFactory: () => notFound('file') });

/**
 * Files by signed links, which whoever may see a message is given with it. What a stranger sent is never run: no type is
 * guessed, nothing in it may load or do anything, and all but a few harmless types are saved and not shown.
 */
@ApiTags('Attachments')
@Public()
@Controller('v1/attachments')
export class ServeAttachmentController {
  constructor(
    private readonly db: Database,
    private readonly store: BlobStore,
    private readonly links: SignedLinks,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Get(':id')
  async file(
    @Param('id', attachmentId) id: string,
    @Query() link: SignedQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.admit(attachmentPath(id.toLowerCase()), link);
    await this.serve(await this.find(id, 'file'), request, response);
  }

  @Get(':id/thumbnail')
  async thumbnail(
    @Param('id', attachmentId) id: string,
    @Query() link: SignedQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.admit(attachmentPath(id.toLowerCase(), 'thumbnail'), link);
    await this.serve(await this.find(id, 'thumbnail'), request, response);
  }

  private admit(path: string, link: SignedQuery): void {
    const checked = this.links.check(path, link);
    if (checked === 'expired')
      throw new Refusal('link_expired', 'The link held for an hour; read the message again for a new one.');
    if (checked === 'forged') throw new Refusal('forbidden', 'The link is not one of ours.');
  }

  private async find(id: string, variant: 'file' | 'thumbnail'): Promise<Servable> {
    const [row] = await this.db.query<{
      name: string;
      content_type: string;
      size_bytes: string;
      sha256: string;
      storage_key: string;
      thumbnail_key: string | null;
    }>(
      `SELECT name, content_type, size_bytes, sha256, storage_key, thumbnail_key FROM attachments WHERE id = $1 AND state = 'stored'`,
      [id],
    );
    if (!row || (variant === 'thumbnail' && !row.thumbnail_key)) throw notFound('file');
    if (variant === 'file')
      return {
        key: row.storage_key,
        name: row.name,
        contentType: row.content_type,
        sizeBytes: Number(row.size_bytes),
        etag: `"${row.sha256}"`,
      };
    return {
      key: row.thumbnail_key!,
      name: `${row.name}.webp`,
      contentType: 'image/webp',
      sizeBytes: null,
      etag: `"${row.sha256}-thumbnail"`,
    };
  }

  private async serve(file: Servable, request: Request, response: Response): Promise<void> {
    if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(file.etag)) {
      dress(response, file);
      return void response.status(304).end();
    }
    const range = rangeOf(file, request);
    if (range === 'unsatisfiable') {
      response.setHeader('Cache-Control', 'no-store').setHeader('Content-Range', `bytes */${file.sizeBytes}`);
      return void response.status(416).end();
    }
    const body = await this.reach(this.store.open(file.key, range));
    if (!body) throw notFound('file');
    // Only now: what is said of the file's keeping must not stand on an answer that there is none.
    dress(response, file);
    if (range) response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`);
    const length = range ? range.end - range.start + 1 : file.sizeBytes;
    if (length !== null) response.setHeader('Content-Length', length);
    if (request.method === 'HEAD') return void (body.destroy(), response.end());
    // Too late for a problem document: the reader sees a body that is too short, and a player asks again.
    await pipeline(body, response).catch((error: unknown) => this.log.debug({ err: error }, 'a file was not read to its end'));
  }

  private async reach<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof StorageAway)) throw error;
      this.log.warn({ err: error }, 'the file store is out of reach');
      throw new Refusal('unavailable', 'Files cannot be read at the moment; try again shortly.', {
        translations: { zh: '暂时无法读取文件，请稍后再试。' },
        retryAfterS: 5,
      });
    }
  }
}

function rangeOf({ sizeBytes, etag }: Servable, { headers }: Request): ByteRange | 'unsatisfiable' | undefined {
  // A part of what has changed meanwhile is of no use: then the whole.
  if (sizeBytes === null || (headers['if-range'] !== undefined && headers['if-range'] !== etag)) return undefined;
  return readRange(headers.range, sizeBytes);
}

function dress(response: Response, file: Servable): void {
  const { contentType } = file;
  response.setHeader('Content-Type', contentType.startsWith('text/') ? `${contentType}; charset=utf-8` : contentType);
  response.setHeader('Content-Disposition', dispositionOf(isInline(contentType) ? 'inline' : 'attachment', file.name));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  response.setHeader('Cache-Control', 'private, max-age=3600, immutable');
  if (file.sizeBytes !== null) response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('ETag', file.etag);
}
