/** What is known of the photos that events name: for the cards an auditor looks at side by side. */
import { Injectable } from '@nestjs/common';
import type { EvidencePhoto } from '../contract.ts';
import { FactStore } from '../facts/fact-store.ts';
import { PhotoFiles } from '../intake/photos/photo-files.ts';

interface PhotoRow {
  ref: string;
  sha256: string;
  phash64: string;
  captured_at: string | null;
  device: string;
  software: string;
  doubts: string[];
}

@Injectable()
export class EvidencePhotos {
  constructor(
    private readonly store: FactStore,
    private readonly files: PhotoFiles,
  ) {}

  /** By reference; one that nothing is known of has no entry. */
  async of(refs: readonly string[]): Promise<Map<string, EvidencePhoto>> {
    if (refs.length === 0) return new Map();
    const rows = await this.store.query<PhotoRow>(
      'SELECT ref, sha256, phash64, captured_at, device, software, doubts FROM photos WHERE ref IN {refs:Array(String)}',
      { refs: [...new Set(refs)] },
    );
    const entries = rows.map(async ({ captured_at: capturedAt, ...row }) => {
      const thumbnail = /^[0-9a-f]{64}$/.test(row.sha256) && (await this.files.hasThumbnail(row.sha256));
      return [row.ref, { ...row, capturedAt, thumbnail }] as const;
    });
    return new Map(await Promise.all(entries));
  }
}
