import { Fields } from '../../../server/intake/vendors/fields.ts';
import { vendorAt } from '../../../server/intake/vendors/registry.ts';
import type { FormLabels, VendorRow } from '../../../server/intake/vendors/vendor.ts';

/** Rows of a vendor's records, without the engine. */
export function mapped(
  path: string,
  records: readonly Record<string, unknown>[],
  {
    inArray = true,
    envelope = {},
    as,
    labels,
  }: { inArray?: boolean; envelope?: Record<string, string>; as?: string; labels?: FormLabels } = {},
) {
  const vendor = vendorAt(path, inArray, records[0]!, { envelope, as })!;
  const map = vendor.mapper(vendor.source, { fileName: '', ...(labels ? { labels } : {}) });
  const rows: VendorRow[] = records.flatMap((record, i) => map(new Fields(record), envelope, i + 1));
  return { vendor, rows: [...rows, ...(map.end?.() ?? [])] };
}
