import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { PanelView } from '../../contracts/panels.js';
import { isDuplicate } from '../../platform/database/errors.js';
import type { Scope } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { assertVersion } from '../../platform/http/version-guard.js';
import { newId } from '../../platform/ids/new-id.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import type { NewPanelBody, PanelPatch } from './panel-bodies.js';
import { isSecret, newSecret } from './panel-signature.js';
import { faultOfUrl } from './panel-url.js';
import { listPanels, lockPanel, panelView, writePanel } from './panels.queries.js';

const most = 20;
const usual = { timeoutMs: 2_000, cacheMs: 60_000 };

/** Which other systems show something beside a conversation, and what they may be told. */
@Injectable()
export class Panels {
  constructor(
    private readonly audit: Audit,
    private readonly secrets: Secrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The secret is in the answer only where it was made here. @throws Refusal `invalid_request`, `already_exists` */
  async create(scope: Scope, body: NewPanelBody): Promise<PanelView & { secret?: string }> {
    this.check(body);
    if ((await listPanels(scope.tx)).length >= most)
      throw new Refusal('invalid_request', `There may be ${most} panels; an agent has to look at all of them.`);
    const made = body.secret === undefined ? newSecret() : undefined;
    const row = await writePanel(scope.tx, {
      ...{ id: newId(), key: body.key, name: body.name, url: body.url },
      secretSealed: this.secrets.seal(body.secret ?? made!),
      timeoutMs: body.timeoutMs ?? usual.timeoutMs,
      cacheMs: body.cacheMs ?? usual.cacheMs,
      identityKinds: body.identityKinds ?? [],
      signsAnswers: body.signsAnswers ?? false,
      enabled: body.enabled ?? true,
    }).catch(asRefusal);
    await this.record(scope, 'created', row);
    return { ...panelView(row), ...(made ? { secret: made } : {}) };
  }

  /** @throws Refusal `not_found`, `version_mismatch`, `invalid_request`, `already_exists` */
  async change(scope: Scope, id: string, patch: PanelPatch, ifMatch: string | undefined): Promise<PanelView> {
    this.check(patch);
    const before = await lockPanel(scope.tx, id);
    if (!before) throw notFound('panel');
    assertVersion(ifMatch, before.version);
    const { secret, ...plain } = patch;
    const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
    const after = { ...before, ...given, ...(secret === undefined ? {} : { secretSealed: this.secrets.seal(secret) }) };
    const row = await writePanel(scope.tx, after).catch(asRefusal);
    await this.record(scope, 'changed', row);
    return panelView(row);
  }

  async delete(scope: Scope, id: string, ifMatch: string | undefined): Promise<void> {
    const before = await lockPanel(scope.tx, id);
    if (!before) throw notFound('panel');
    assertVersion(ifMatch, before.version);
    await scope.tx.run('DELETE FROM panels WHERE id = $1', [id]);
    await this.record(scope, 'deleted', before);
  }

  private check({ url, secret }: PanelPatch): void {
    const fault = url === undefined ? undefined : faultOfUrl(url, this.config.panelAllowPrivate);
    if (fault) throw wrong('url', fault);
    if (secret !== undefined && !isSecret(secret)) throw wrong('secret', 'must be whsec_ and 24 to 64 bytes in base64');
  }

  private record(scope: Scope, what: string, { id, key, version, enabled }: PanelView | Awaited<ReturnType<typeof writePanel>>) {
    const data = { key, version, enabled };
    return this.audit.write(scope, { action: `panel.${what}`, subjectType: 'panel', subjectId: id, data });
  }
}

const wrong = (field: string, detail: string): Refusal =>
  new Refusal('invalid_request', `${field} ${detail}.`, { errors: [{ pointer: `/${field}`, detail }] });

function asRefusal(error: unknown): never {
  if (isDuplicate(error, 'panels_key_key'))
    throw new Refusal('already_exists', 'Another panel has this key.', { errors: [{ pointer: '/key', detail: 'is taken' }] });
  throw error;
}
