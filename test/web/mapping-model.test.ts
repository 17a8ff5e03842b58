import { choiceOf, documentOf, lacking, noChoice, valueOf, wordsOf } from '../../web/mapping-model.ts';

describe('the choices of the mapping page', () => {
  const values = [
    '姓名',
    { constant: 'gcj02' },
    { template: '{a}|{b}' },
    { column: '时间', form: 'unix', zone: 'Europe/Amsterdam' },
    { column: '姓名', lookup: 'cadres', words: { 老张: '张三' } },
    { week: 'w', weekday: 'd', hour: 'h', firstMonday: '2010-01-04' },
  ];

  it.each(values)('give back what a mapping says: %j', (value) => {
    expect(valueOf(choiceOf(value))).toEqual(value);
  });

  it('leave a column out that has no value', () => {
    expect(valueOf(noChoice())).toBeUndefined();
    expect(valueOf({ ...noChoice(), mode: 'column' })).toBeUndefined();
    expect(valueOf({ ...noChoice(), mode: 'template' })).toBeUndefined();
  });

  it('read replaced words a line each, and pass over what is none', () => {
    expect(wordsOf('外勤 = field\n\nnothing\n = x\na=b=c')).toEqual({ 外勤: 'field', a: 'b=c' });
  });

  it('make a document and name what is missing', () => {
    const choices = { cadre_code: choiceOf('姓名'), claimed_at: noChoice(), note: noChoice() };
    expect(documentOf({ name: 'm', kind: 'checkins', source: '' }, choices)).toEqual({
      name: 'm',
      kind: 'checkins',
      columns: { cadre_code: '姓名' },
    });
    const columns = ['source', 'cadre_code', 'claimed_at'].map((name) => ({ name, required: true }));
    expect(lacking(columns, choices)).toEqual(['claimed_at']);
  });
});
