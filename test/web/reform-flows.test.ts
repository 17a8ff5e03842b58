/** Cascade, amplifiers, duty lists and weights: what the models say, what the charts draw, and what stands in the tables. */
import { amplifiers } from '../../web/charts/amplifiers.ts';
import { cascadeFlow } from '../../web/charts/cascade-flow.ts';
import { dutyFlow } from '../../web/charts/duty-flow.ts';
import { dutyShares } from '../../web/charts/duty-shares.ts';
import type { ChartModel } from '../../web/charts/model.ts';
import { nameFits, textWidth } from '../../web/charts/label-room.ts';
import { weightTreemap } from '../../web/charts/weight-treemap.ts';
import { cascadeFlows } from '../../web/cascade-model.ts';
import { dutyLines, dutyTotal } from '../../web/duty-model.ts';
import { weightsOf } from '../../web/weights-model.ts';
import { axis, context, numbersIn, row, seriesOf, unjudged } from './chart-answers.ts';
import { demand, demands } from './reform-answers.ts';

const hop = (above: string, below: string, tasks: number, parents: number, [from, to] = ['', '']) => ({
  above,
  aboveDepartment: from!,
  below,
  belowDepartment: to!,
  tasks,
  parents,
});
const chain = {
  heads: [
    { issuer: 'A', level: 'county', tasks: 2 },
    { issuer: 'B', level: 'county', tasks: 3 },
    { issuer: 'C', level: 'township', tasks: 1 },
  ],
  hops: [
    hop('county', 'township', 50, 5),
    hop('township', 'village', 150, 50),
    hop('township', 'township', 8, 4),
    hop('', 'village', 7, 2),
    hop('village', 'county', 1, 1),
  ],
};
interface Sankey {
  data: { name: string; label: { formatter: string } }[];
  links: { source: string; target: string; value: number; to?: string }[];
}
const sankey = (model: ChartModel): Sankey => seriesOf(model)[0] as unknown as Sankey;
const draw = (cascade: Parameters<typeof cascadeFlow>[0]['cascade'] = chain, width = 800) =>
  cascadeFlow({ cascade, open: '/rows', levelWords: (level) => `<${level}>` }, { ...context, width });

describe('the cascade', () => {
  it('counts descendants per head, names the steepest hop down, and keeps departments beyond the first as others', () => {
    const flows = cascadeFlows(chain, 2);
    expect([flows.heads, flows.descended]).toEqual([6, 209]);
    expect(flows.steepest).toMatchObject({ tasks: 50, parents: 5 });
    expect(flows.flows.filter(({ parents }) => parents === null).map(({ from, tasks }) => [from.id, tasks])).toEqual([
      ['issuer:A', 2],
      ['issuer:B', 3],
      ['others:', 1],
    ]);
    expect(flows.unseen).toMatchObject([{ from: { name: 'village' }, to: { name: 'county' }, tasks: 1 }]);
    expect(flows.splitting).toBeUndefined();
  });

  it('is a flow without circles: what stays on a level has a node of its own, what goes up is only listed', () => {
    const { data, links } = sankey(draw());
    expect(links.every(({ source, target }) => source !== target)).toBe(true);
    expect(links.find(({ target }) => target === 'same-level:township')).toMatchObject({ value: 8, to: '/rows' });
    expect(links.find(({ source }) => source === 'unknown:')).toMatchObject({ target: 'level:village', value: 7 });
    expect(links.some(({ source, target }) => source === 'level:village' || target === 'level:county')).toBe(true);
    expect(links.some(({ source }) => source === 'level:village')).toBe(false);
    expect(new Set(links.flatMap(({ source, target }) => [source, target]))).toEqual(
      new Set(data.map(({ name }) => name)),
    );
    expect(
      draw()
        .table.rows.at(-1)!
        .map(({ text }) => text),
    ).toEqual(['<village>', 'charts.cascade.unseen to=<county>', '1', '1', '1']);
  });

  it('shows the departments in between, the largest by name, and which of them makes several of one', () => {
    const split = {
      heads: chain.heads.slice(0, 1),
      hops: [
        hop('county', 'county', 6, 2, ['', 'Farming']),
        hop('county', 'county', 2, 2, ['', 'Health']),
        hop('county', 'county', 1, 1, ['', 'Small']),
        hop('county', 'township', 90, 9, ['Farming', '']),
        hop('county', 'township', 20, 2, ['Health', '']),
        hop('county', 'county', 3, 3, ['Farming', 'Health']),
        hop('county', 'county', 1, 1, ['Health', 'Farming']),
      ],
    };
    const flows = cascadeFlows(split, 2);
    expect(flows.splitting).toMatchObject({ to: { name: 'Farming' }, tasks: 6, parents: 2 });
    expect(flows.flows.map(({ to }) => to.id)).toContain('other-departments:county');
    // Of two that hand to each other only the larger way is drawn; the other stands in the table.
    expect(flows.unseen).toMatchObject([{ from: { name: 'Health' }, to: { name: 'Farming' }, tasks: 1 }]);
    expect(draw(split).title).toBe(
      'charts.cascade.titleDepartment heads=2 tasks=123 times=61.5 department=Farming parts=3',
    );
  });

  it('says in its title how many tasks one became, and where most were added', () => {
    expect(draw().title).toBe('charts.cascade.title heads=6 tasks=209 times=34.8 from=<county> to=<township> hop=10');
    expect(draw({ heads: [], hops: chain.hops.slice(3, 4) }).title).toBe('charts.cascade.plain');
    expect(draw({ heads: [], hops: [] }).title).toBe('charts.cascade.nothing');
    expect(draw({ heads: [], hops: [] }).table.rows).toEqual([]);
  });
});

describe('amplifiers', () => {
  const rows = [
    row({ issuer: 'A', value: 2.5, numerator: 50, denominator: 20 }),
    row({ issuer: 'B', value: 8, numerator: 80, denominator: 10 }),
    row({ issuer: 'C', ...unjudged }),
  ];
  const bars = (of = rows, width = 800) =>
    amplifiers(
      {
        rows: of,
        name: (one) => one.issuer!,
        overall: 4.3,
        open: (one) => `/x/${one.issuer}`,
        reasonWords: () => 'few',
      },
      { ...context, width },
    );

  it('stand by how many tasks one becomes; those that cannot be judged have a hollow mark and words', () => {
    const model = bars();
    expect(model.title).toBe('charts.amplifiers.title n=1 top=B times=8.0');
    const tied = [...rows, row({ issuer: 'D', value: 8, numerator: 160, denominator: 20 })];
    expect(bars(tied).title).toBe('charts.amplifiers.tie n=2 top=D times=8.0');
    expect(axis(model, 'yAxis').data).toEqual(['B', 'A', 'C']);
    const [drawn, hollow] = seriesOf(model);
    expect(drawn!.data).toEqual([
      { value: 8, to: '/x/B' },
      { value: 2.5, to: '/x/A' },
    ]);
    expect(hollow!.data).toEqual([{ value: [0, 2] }]);
    expect(model.table.rows[2]![3]!.text).toBe('status.cannot-judgepunctuation.colonfew');
  });

  it('say what is left for the table, and that nothing multiplies', () => {
    const many = Array.from({ length: 40 }, (_none, index) => row({ issuer: `I${index}`, value: 1 }));
    expect(bars(many).reading).toContain('charts.amplifiers.left left=15');
    expect(bars(many).title).toBe('charts.amplifiers.plain');
    expect(bars(many).table.rows).toHaveLength(40);
    expect(bars([]).title).toBe('charts.amplifiers.nothing');
  });
});

describe('duty lists', () => {
  it('put what is outside of all that is registered; what nobody registered is a part of its own', () => {
    const lines = dutyLines(demands, 'answers');
    expect(lines.map(({ issuer, total, outside }) => [issuer, total, outside])).toEqual([
      ['A', 40, 0.75],
      ['B', 20, 1],
      ['C', 8, null],
    ]);
    expect(dutyTotal(lines).outside).toBeCloseTo(35 / 45, 12);
    expect(dutyLines(demands, 'requirements').map(({ total }) => total)).toEqual([2, 2, 1]);
  });

  const input = (lines = dutyLines(demands, 'answers')) => ({
    lines,
    size: 'answers',
    open: (issuer: string) => `/requirements?search=${issuer}`,
    listWords: (list: string) => `[${list}]`,
  });

  it('are bars that end at the whole, with the state of those that cannot be judged', () => {
    const model = dutyShares(input(), context);
    expect(model.title).toBe('charts.duties.title share=78% size=answers top=A');
    const sums = [0, 1, 2].map((at) =>
      seriesOf(model).reduce((sum, { data }) => sum + (data[at] as { value: number }).value, 0),
    );
    for (const sum of sums) expect(sum).toBeCloseTo(1, 12);
    const last = seriesOf(model).at(-1) as unknown as { label: { formatter: (of: { dataIndex: number }) => string } };
    expect(last.label.formatter({ dataIndex: 2 })).toBe('status.cannot-judge');
    expect(last.label.formatter({ dataIndex: 0 })).toBe('charts.duties.label share=75% n=30');
    expect(model.table.rows.at(-1)!.map(({ text }) => text)).toEqual([
      'charts.duties.all',
      '10',
      '0',
      '30',
      '5',
      '23',
      '77.8%',
    ]);
    expect(dutyShares(input([]), context).title).toBe('charts.duties.unknown');
  });

  it('are a flow from department to list that loses nothing', () => {
    const model = dutyFlow(input(), context);
    expect(sankey(model).links.reduce((sum, { value }) => sum + value, 0)).toBe(68);
    expect(model.title).toBe('charts.dutyFlow.title size=answers total=68 outside=35');
    const many = dutyLines(
      Array.from({ length: 20 }, (_none, index) => demand(`r${index}`, { issuer: `I${index}` })),
      'answers',
    );
    const gathered = sankey(dutyFlow(input(many), { ...context, width: 358 }));
    expect(gathered.links).toHaveLength(8);
    expect(gathered.links.find(({ source }) => source === 'rest')).toEqual(
      expect.objectContaining({ value: 130, target: 'list:basic' }),
    );
    expect(gathered.links.find(({ source }) => source === 'rest')!.to).toBeUndefined();
  });
});

describe('weights', () => {
  interface Block {
    name: string;
    value: number;
    children: { name: string; value: number; to: string; itemStyle: { color: string } }[];
  }
  const model = weightTreemap(
    { rows: demands, open: (code) => `/requirements/${code}`, traceWords: (traces) => traces.join('+') || 'none' },
    context,
  );

  it('are gathered by traces in any order, with what rests on them alone', () => {
    const { groups, total, onTraces, unknown, withoutWeight } = weightsOf(demands);
    expect(groups.map(({ traces, weight }) => [traces, weight])).toEqual([
      [['gps', 'photo'], 8],
      [[], 2],
    ]);
    expect([total, onTraces, unknown]).toEqual([10, 6, 2]);
    expect(withoutWeight.map(({ requirement }) => requirement)).toEqual(['r4']);
  });

  it('are blocks as large as the weight; three bases look different, and each opens its requirement', () => {
    expect(model.title).toBe('charts.weights.title share=60% total=10');
    const blocks = (seriesOf(model)[0] as unknown as { data: Block[] }).data;
    expect(blocks.map(({ name, value }) => [name, value])).toEqual([
      ['gps+photo · 8', 8],
      ['none · 2', 2],
    ]);
    const leaves = blocks.flatMap(({ children }) => children);
    expect(leaves.map(({ to }) => to)).toEqual(['/requirements/r1', '/requirements/r2', '/requirements/r3']);
    expect(new Set(leaves.map(({ itemStyle }) => itemStyle.color)).size).toBe(3);
  });

  it('carry a number where the name has no room, with the names below in the order of their weight', () => {
    const rows = [demand('big', { weight: 90, traceKinds: ['photo'] })].concat(
      ['s1', 's2'].map((code, index) => ({
        ...demand(code, { weight: 1 + index, traceKinds: ['photo'] }),
        name: `基层治理综合信息登记表${index}`,
      })),
    );
    const drawn = weightTreemap({ rows, open: (code) => `/requirements/${code}`, traceWords: () => '' }, context);
    const labels = (seriesOf(drawn)[0] as unknown as { data: { children: { label: { formatter: string } }[] }[] }).data
      .flatMap(({ children }) => children)
      .map(({ label }) => label.formatter.split('\n')[0]);
    expect(labels).toEqual(expect.arrayContaining([rows[0]!.name, '1', '2']));
    expect(drawn.keys).toEqual([
      { key: '1', text: `${rows[2]!.name} · 2`, to: '/requirements/s2' },
      { key: '2', text: `${rows[1]!.name} · 1`, to: '/requirements/s1' },
    ]);
    expect(drawn.reading).toContain('charts.weights.numbered n=2');
    expect(model.keys).toEqual([]);
    expect([nameFits('登记表', 6_000, 1), nameFits('登记表', 900, 1), nameFits('登记表', 0, 1)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(textWidth('表 A1')).toBe(12 + 3 * 7);
  });

  it('list what has no weight in the table, and draw nothing where nothing is scored', () => {
    expect(model.table.rows).toHaveLength(4);
    expect(model.table.rows[3]![4]!.text).toBe('charts.weights.notRegistered');
    expect(model.reading).toContain('charts.weights.withoutWeight n=1');
    const none = weightTreemap({ rows: [demand('x')], open: () => '', traceWords: () => '' }, context);
    expect([none.title, none.table.rows.length, seriesOf(none).length]).toEqual(['charts.weights.nothing', 0, 0]);
  });
});

it('all hold finite numbers only, on a desk and on a phone', () => {
  for (const width of [358, 800]) {
    const options = [
      draw(chain, width).option,
      dutyShares(
        { lines: dutyLines(demands, 'hours'), size: '', open: () => '', listWords: (list) => list },
        { ...context, width },
      ).option,
    ];
    for (const option of options) expect(numbersIn(option).every(Number.isFinite)).toBe(true);
  }
});
