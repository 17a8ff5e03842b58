import { ConnectorConfig } from '../../server/contract-connectors.ts';
import { configOf, emptyValues, FIELDS, KINDS, valuesOf, type Values } from '../../web/connector-fields.ts';

/** What a person has to fill in. */
const REQUIRED: Values = {
  corpId: 'ww1',
  appKey: 'k',
  appId: 'a',
  since: '2025-01-01',
  url: 'https://forms.county.example/api/records',
  host: 'db.county.example',
  database: 'punches',
  user: 'reader',
  query: 'SELECT id FROM punches',
  cursor: 'id',
  file: 'punches.sqlite',
};

describe.each(KINDS)('the form of %s', (kind) => {
  const filled = (more: Values): Values => ({
    ...emptyValues(kind),
    ...Object.fromEntries(
      FIELDS[kind].filter(({ name }) => name in REQUIRED).map(({ name }) => [name, REQUIRED[name]]),
    ),
    ...more,
  });

  it('leaves the coordinate system to the intake, or says it, and shows it again', () => {
    expect(ConnectorConfig.parse(configOf(kind, filled({}), {}))).not.toHaveProperty('crs');
    const config = ConnectorConfig.parse(configOf(kind, filled({ crs: 'bd09' }), {}));
    expect(config.crs).toBe('bd09');
    expect(valuesOf(config)).toMatchObject({ kind, values: { crs: 'bd09' } });
  });

  it('offers only choices that the server takes', () => {
    for (const { name, choices = [] } of FIELDS[kind])
      for (const choice of choices)
        expect(ConnectorConfig.safeParse(configOf(kind, filled({ [name]: choice }), {})).error).toBeUndefined();
  });
});
