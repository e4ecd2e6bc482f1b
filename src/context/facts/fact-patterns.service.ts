import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { FactPatternView } from '../../contracts/context.js';
import { compilePattern } from '../../core/facts/linear/compile.js';
import { PatternFault } from '../../core/facts/linear/parse.js';
import { runPattern } from '../../core/facts/linear/run.js';
import type { Scope } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { assertVersion } from '../../platform/http/version-guard.js';
import { newId } from '../../platform/ids/new-id.js';
import { listPatterns, lockPattern, writePattern } from './fact-patterns.queries.js';
import type { FactPatternPatch, NewFactPatternBody } from './fact-pattern-bodies.js';

const most = 100;
/** A pattern that needs more than this for its own short example would not last on long messages. */
const exampleSteps = 50_000;

/** What facts of a deployment's own look like: checked when saved, in force with the next message. */
@Injectable()
export class FactPatterns {
  constructor(private readonly audit: Audit) {}

  /** @throws Refusal `invalid_request` where the pattern is none, or does not find its example. */
  async create(scope: Scope, body: NewFactPatternBody): Promise<FactPatternView> {
    assertFinds(body.pattern, body.example);
    if ((await listPatterns(scope.tx)).length >= most)
      throw new Refusal('invalid_request', `There may be ${most} patterns; each is looked for in every message.`);
    const { kind, pattern, example, label = null, languages = [], single = false, enabled = true } = body;
    const made = await writePattern(scope.tx, { id: newId(), kind, label, pattern, languages, example, single, enabled });
    await this.record(scope, 'created', made);
    return made;
  }

  /** @throws Refusal `not_found`, `version_mismatch`, `invalid_request` */
  async change(scope: Scope, id: string, patch: FactPatternPatch, ifMatch: string | undefined): Promise<FactPatternView> {
    const before = await this.held(scope, id, ifMatch);
    const { version: _version, switchedOff: _switchedOff, ...kept } = before;
    const after = { ...kept, ...patch };
    assertFinds(after.pattern, after.example);
    const changed = await writePattern(scope.tx, after);
    await this.record(scope, 'changed', changed);
    return changed;
  }

  async delete(scope: Scope, id: string, ifMatch: string | undefined): Promise<void> {
    const before = await this.held(scope, id, ifMatch);
    await scope.tx.run('DELETE FROM fact_patterns WHERE id = $1', [id]);
    await this.record(scope, 'deleted', before);
  }

  private async held({ tx }: Scope, id: string, ifMatch: string | undefined): Promise<FactPatternView> {
    const found = await lockPattern(tx, id);
    if (!found) throw notFound('fact pattern');
    assertVersion(ifMatch, found.version);
    return found;
  }

  private record(scope: Scope, what: string, { id, kind, version, enabled }: FactPatternView): Promise<void> {
    const data = { kind, version, enabled };
    return this.audit.write(scope, { action: `fact_pattern.${what}`, subjectType: 'fact_pattern', subjectId: id, data });
  }
}

function assertFinds(pattern: string, example: string): void {
  try {
    const run = runPattern(compilePattern(pattern), example, exampleSteps);
    if (run.exhausted) throw wrong('/pattern', 'takes too long for its example');
    if (run.found.length === 0) throw wrong('/example', 'holds nothing that the pattern finds');
    if (run.found.some(({ raw }) => raw.trim() === '')) throw wrong('/pattern', 'finds blanks');
  } catch (error) {
    if (error instanceof PatternFault) throw wrong('/pattern', `${error.reason} (at character ${error.at + 1})`);
    throw error;
  }
}

const wrong = (pointer: string, detail: string): Refusal =>
  new Refusal('invalid_request', `${pointer.slice(1)}: ${detail}.`, { errors: [{ pointer, detail }] });
