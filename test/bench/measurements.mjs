/** Every measurement by name. Each takes the shared World and answers `{value, unit, against?, atLeast?, atMost?}`. */
import { computing } from './computing.mjs';
import { loading } from './loading.mjs';
import { serving } from './serving.mjs';

export const MEASUREMENTS = { ...loading, ...computing, ...serving };
