import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { CONFIG, type Config } from '../../config/config.js';
import { Refusal } from '../../platform/http/refusal.js';
import { tooLarge } from './inspect-file.js';
import type { UploadedFile } from './upload-attachment.service.js';

/** How many of the largest files all callers together may have on their way in. */
const roomFor = 8;

/**
 * Reads one uploaded file into memory, within one budget for all of them together: many large files at once are asked to
 * come back, instead of taking the memory that everybody lives from. Only bytes that have come count, so that slow senders
 * keep nobody out.
 */
@Injectable()
export class UploadIntake {
  private readonly maxBytes: number;
  private held = 0;

  constructor(@Inject(CONFIG) config: Pick<Config, 'mediaMaxBytes'>) {
    this.maxBytes = config.mediaMaxBytes;
  }

  /**
   * Runs `work` with the file of the multipart field `file`. Throws `payload_too_large`, `unsupported_media_type` (no
   * multipart), `invalid_request` (no file, or more than one), `malformed_request` and `unavailable` (no room now).
   */
  async take<T>(request: Request, response: Response, work: (file: UploadedFile) => Promise<T>): Promise<T> {
    if (!request.is('multipart/form-data'))
      throw new Refusal('unsupported_media_type', 'Send the file as multipart/form-data, in the field "file".');
    const taken = { bytes: 0 };
    try {
      return await work(await this.read(request, response, taken));
    } finally {
      this.held -= taken.bytes;
    }
  }

  private async read(request: Request, response: Response, taken: { bytes: number }): Promise<UploadedFile> {
    const accept = multer({
      storage: this.memory(taken),
      limits: { fileSize: this.maxBytes, files: 1, fields: 0, parts: 1, fieldNameSize: 100, headerPairs: 50 },
      defParamCharset: 'utf8',
    } as multer.Options).single('file');
    await new Promise<void>((resolve, reject) =>
      accept(request, response, (error: unknown) => (error ? reject(this.refusalOf(error)) : resolve())),
    );
    const { file } = request;
    if (!file) throw missing('is needed: one file');
    return { name: file.originalname, contentType: file.mimetype, body: file.buffer };
  }

  private memory(taken: { bytes: number }): StorageEngine {
    return {
      _handleFile: (_request, file, done) => {
        const chunks: Buffer[] = [];
        let refused = false;
        file.stream.on('data', (chunk: Buffer) => {
          if (refused) return;
          if (this.held + chunk.length > this.maxBytes * roomFor) {
            refused = true;
            chunks.length = 0;
            return done(new Refusal('unavailable', 'Too many files at once; try again shortly.', { retryAfterS: 2 }));
          }
          this.held += chunk.length;
          taken.bytes += chunk.length;
          chunks.push(chunk);
        });
        file.stream.on('error', (error: Error) => done(error));
        file.stream.on('end', () => {
          if (!refused) done(null, { buffer: Buffer.concat(chunks), size: taken.bytes });
        });
      },
      _removeFile: (_request, _file, done) => done(null),
    };
  }

  private refusalOf(error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    const code = error instanceof MulterError ? error.code : undefined;
    if (code === 'LIMIT_FILE_SIZE')
      return new Refusal('payload_too_large', tooLarge(this.maxBytes), {
        errors: [{ pointer: '/file', detail: tooLarge(this.maxBytes) }],
      });
    if (code === 'LIMIT_UNEXPECTED_FILE' || code === 'LIMIT_FILE_COUNT' || code === 'LIMIT_PART_COUNT')
      return missing('must be the only part, and one file');
    if (code === 'LIMIT_FIELD_COUNT') return missing('must be the only part');
    return new Refusal('malformed_request', 'The multipart body could not be read.');
  }
}

const missing = (detail: string): Refusal =>
  new Refusal('invalid_request', `file ${detail}.`, { errors: [{ pointer: '/file', detail }] });
