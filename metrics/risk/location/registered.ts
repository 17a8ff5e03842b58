/**
 * Whether a position lies in a registered place. Places are looked up by cells of a grid: a county has thousands of them, and
 * an array of all beside every check-in needs more memory than the engine has.
 */

/** Degrees, some 1.1 km. */
const CELL = 0.01;
/** No duty point is wider; a larger radius would fill the grid. */
const WIDEST_M = 20_000;

const cellOf = (degrees: string) => `toInt32(floor((${degrees}) / ${CELL}))`;
const cells = (centre: string, metresPerDegree: string) =>
  `range(${cellOf(`${centre} - reach / ${metresPerDegree}`)}, ${cellOf(`${centre} + reach / ${metresPerDegree}`)} + 1)`;

const placesByCell = `
  SELECT north_cell, east_cell, groupArray((lat, lon, reach)) AS places_near
  FROM (SELECT lat, lon, least(radius_m, ${WIDEST_M}) AS reach, arrayJoin(${cells('lat', '110000')}) AS north_cell,
      arrayJoin(${cells('lon', '(111000 * greatest(0.1, cos(radians(lat))))')}) AS east_cell
    FROM places)
  GROUP BY north_cell, east_cell`;

/** Rows of `positions` (latitude and longitude in degrees in the columns named) that lie in no registered place. */
export const unregistered = (positions: string, north: string, east: string): string => `
  SELECT s.* FROM (${positions}) s
  LEFT ANY JOIN (${placesByCell}) g ON g.north_cell = ${cellOf(`s.${north}`)} AND g.east_cell = ${cellOf(`s.${east}`)}
  WHERE NOT arrayExists(place -> greatCircleDistance(place.2, place.1, s.${east}, s.${north}) <= place.3, g.places_near)`;
