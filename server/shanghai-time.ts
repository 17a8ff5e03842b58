/** China has had no daylight saving since 1991 and one zone: the offset is a constant. */
const OFFSET_MILLISECONDS = 8 * 3_600_000;

/** An instant as ISO 8601 with the Asia/Shanghai offset: `2026-11-23T08:00:00.000+08:00`. */
export function shanghaiTime(instant: Date | string): string {
  const at = typeof instant === 'string' ? new Date(instant) : instant;
  return new Date(at.getTime() + OFFSET_MILLISECONDS).toISOString().replace('Z', '+08:00');
}
