/** Every page of the product as addresses to visit, for the screenshots and the accessibility check. */

/**
 * @param get reads JSON below /api/v1 as a signed-in auditor.
 * @returns `{name, path, role}`; role '' = signed out. Requirement and finding are ones that have something to show.
 */
export async function pagesToVisit(get) {
  const { rows: findings } = await get('findings?status=open&size=1');
  const { rows: requirements } = await get('requirements');
  const finding = findings[0];
  const requirement = encodeURIComponent(finding?.requirement ?? requirements[0].code);
  const opened = `/findings/${encodeURIComponent(finding?.id ?? '')}`;
  const auditor = [
    ['overview', '/'],
    ['townships', '/townships'],
    ['week', '/week'],
    ['relief', '/relief'],
    ['time', '/time'],
    ['time-by-month', '/time?v=1&step=month&measure=submissions'],
    ['fairness', '/fairness'],
    ['requirements', '/requirements'],
    [
      'new-form',
      '/new-form?v=1&fields=%E5%A7%93%E5%90%8D%0A%E8%81%94%E7%B3%BB%E7%94%B5%E8%AF%9D%0A%E4%BD%8F%E6%88%BF%E9%9D%A2%E7%A7%AF&photos=2&frequency=P1M&asked=village',
    ],
    ['new-form-empty', '/new-form'],
    ['requirement', `/requirements/${requirement}`],
    ['overlap', '/overlap'],
    ['systems', '/systems'],
    ['systems-share', '/systems?v=1&measure=off-list-demand&state=unfiled'],
    ['assessment', '/assessment'],
    ['cascade', '/cascade'],
    ['comparison', '/comparison'],
    ['comparison-counts', '/comparison?v=1&measure=checkins&per=population'],
    ['overlap-all', '/overlap?v=1&show=all'],
    ['findings', '/findings'],
    ['findings-by-lot', '/findings?v=1&arm=random'],
    ['soundness', '/soundness'],
    ...(finding
      ? [
          ['finding', opened],
          ['finding-pressure', `${opened}?v=1&picture=pressure`],
        ]
      : []),
    ['red-lines', '/red-lines'],
    ['rule', '/red-lines?v=1&rule=P37&department=all&show=all'],
    ['evidence', `/evidence?indicator=filling-hours&requirement=${requirement}`],
    ['indicators', '/indicators'],
    ['indicator', '/indicators/filling-hours'],
    ['detector', '/indicators/entry-lag'],
    ['rule-definition', '/indicators/P51'],
    ['inbox', '/inbox'],
    ['inbox-unread', '/inbox?v=1&show=unread'],
    ['screen', '/screen'],
    ['receipts', '/data'],
    ['audit', '/audit'],
    ['missing', '/no-such-page'],
  ];
  return [
    { name: 'sign-in', path: '/sign-in', role: '' },
    ...auditor.map(([name, path]) => ({ name, path, role: 'auditor' })),
    { name: 'data', path: '/data', role: 'steward' },
    { name: 'mapping', path: '/data/mapping', role: 'steward' },
    { name: 'photos', path: '/data/photos', role: 'steward' },
    { name: 'inbox-steward', path: '/inbox', role: 'steward' },
    { name: 'overview-leader', path: '/', role: 'leader' },
    { name: 'connectors', path: '/connectors', role: 'administrator' },
    { name: 'audit-administrator', path: '/audit', role: 'administrator' },
    { name: 'inbox-administrator', path: '/inbox', role: 'administrator' },
    { name: 'no-rights', path: '/findings', role: 'administrator' },
  ];
}
