import { Injectable } from '@nestjs/common';
import { type CompiledRule, compileRules } from '../../core/requirements/route.js';
import { Database } from '../../platform/database/database.js';
import { allRules } from './rules.repository.js';

/** The rules as they are, compiled once for each version of the set. */
@Injectable()
export class RuleBook {
  private version = '';
  private rules: CompiledRule[] = [];

  constructor(private readonly db: Database) {}

  /** `version` is that of the set as the caller just read it: rules read for an older one are read anew. */
  async at(version: string): Promise<readonly CompiledRule[]> {
    if (version !== this.version) {
      // May read rules that are newer still: then they are read once more at the next use, which does no harm.
      this.rules = compileRules(await allRules(this.db));
      this.version = version;
    }
    return this.rules;
  }
}
