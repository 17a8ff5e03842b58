/**
 * Every measurement by name. Each takes the shared World and answers `{value, unit, against?, atLeast?, atMost?}`, or several
 * such figures, the first under its own name and the others with a `name`.
 */
import { computing } from './computing.mjs';
import { knownAnswers } from './known-answers.mjs';
import { loading } from './loading.mjs';
import { pages } from './pages.mjs';
import { serving } from './serving.mjs';
import { similar } from './similar.mjs';
import { upstream } from './upstream.mjs';

export const MEASUREMENTS = {
  ...loading,
  ...upstream,
  ...computing,
  ...serving,
  ...pages,
  ...similar,
  ...knownAnswers,
};
