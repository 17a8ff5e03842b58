import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { FactStore } from '../facts/fact-store.ts';
import type { Principal } from './principal.ts';
import { ALL_UNITS, EVERYTHING, NOTHING, scopeOf, type OrgUnit, type UnitScope } from './scope.ts';

/** How long a read directory is trusted when nobody said that it changed. */
const TRUSTED_MILLISECONDS = 30_000;

/** The organisation directory as the facts hold it, kept for a short while. */
@Injectable()
export class OrgTree {
  private readonly modules: ModuleRef;
  private kept: { at: number; units: Promise<OrgUnit[]> } | undefined;
  constructor(modules: ModuleRef) {
    this.modules = modules;
  }

  /** Starts the engine when it does not run yet. */
  async units(): Promise<OrgUnit[]> {
    const now = Date.now();
    if (!this.kept || now - this.kept.at > TRUSTED_MILLISECONDS) {
      const units = this.modules
        .get(FactStore, { strict: false })
        .query<OrgUnit>('SELECT code, name, level, parent_code AS parent FROM org_units ORDER BY code');
      const kept = { at: now, units };
      this.kept = kept;
      units.catch(() => {
        if (this.kept === kept) this.kept = undefined;
      });
    }
    return this.kept.units;
  }

  /** Call after org_units were loaded. */
  forget(): void {
    this.kept = undefined;
  }

  async scopeOf(principal: Principal): Promise<UnitScope> {
    if (principal.kind === 'token' || principal.unit === '') return NOTHING;
    if (principal.unit === ALL_UNITS) return EVERYTHING;
    return scopeOf(principal.unit, await this.units());
  }
}
