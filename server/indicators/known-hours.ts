/** A clock that is kept to the hour still says in which hour something happened; one kept to the day does not. */
const COARSEST_S = 3600;

/** Whether the source of an event row `e` keeps the clock behind `e.at` to the hour at least. */
export const HOUR_IS_KNOWN = `(e.kind, e.source) IN (SELECT k.kind, k.source FROM clock_precision k
  WHERE k.precision_s <= ${COARSEST_S} AND k.clock = multiIf(k.kind = 'reports', 'submitted_at', k.kind = 'checkins', 'claimed_at', 'issued_at'))`;
