/** When and where a picture says it was taken, and why that may be off. */
import { takenFrom } from '../../../../server/intake/photos/photo-facts.ts';

const camera = (time: string, more: Record<string, string | number> = {}) =>
  takenFrom({ 'ExifIFD:DateTimeOriginal': time, ...more });
const satellites = (time: string) => ({ 'Composite:GPSDateTime': time });
const zone = (offset: string) => ({ 'ExifIFD:OffsetTimeOriginal': offset });

it.each([
  ['no zone at all is taken as China time', {}, '2025-03-03T09:12:31.000+08:00', ['zone-assumed']],
  ['a zone that is written counts', zone('+07:00'), '2025-03-03T09:12:31.000+07:00', []],
  ['satellites that agree', satellites('2025:03:03 01:12:40Z'), '2025-03-03T09:12:31.000+08:00', ['zone-assumed']],
  [
    'satellites that show another zone',
    satellites('2025:03:03 02:12:31Z'),
    '2025-03-03T09:12:31.000+07:00',
    ['zone-assumed', 'zone-by-gps'],
  ],
  [
    'a camera that is two days ahead of the satellites',
    satellites('2025:03:01 01:12:31Z'),
    '2025-03-03T09:12:31.000+08:00',
    ['zone-assumed', 'day-shift'],
  ],
  [
    'a camera that is a day behind, though its zone is written',
    { ...zone('+08:00'), ...satellites('2025:03:04 01:12:31Z') },
    '2025-03-03T09:12:31.000+08:00',
    ['day-shift'],
  ],
  [
    'a difference that no zone explains',
    satellites('2025:03:03 01:05:01Z'),
    '2025-03-03T09:12:31.000+08:00',
    ['zone-assumed', 'clock-differs'],
  ],
  [
    'the same with a zone that is written',
    { ...zone('+08:00'), ...satellites('2025:03:02 22:12:31Z') },
    '2025-03-03T09:12:31.000+08:00',
    ['clock-differs'],
  ],
] as const)('%s', (_what, more, capturedAt, doubts) => {
  expect(camera('2025:03:03 09:12:31', more)).toMatchObject({ capturedAt, doubts });
});

it('a time that does not exist is none', () => {
  for (const time of ['0000:00:00 00:00:00', '2025:02:30 09:00:00', '1970:01:01 00:00:00', 'yesterday'])
    expect([time, camera(time)]).toEqual([
      time,
      expect.objectContaining({ capturedAt: '', doubts: ['time-impossible'] }),
    ]);
  expect(takenFrom({})).toMatchObject({ capturedAt: '', doubts: [] });
});

it('a place is kept with its sign; the one of a receiver without a fix is none', () => {
  const at = (lat: number, lon: number) => takenFrom({ 'GPS:GPSLatitude': lat, 'GPS:GPSLongitude': lon });
  expect(at(-33.5, 151.2)).toMatchObject({ lat: -33.5, lon: 151.2, doubts: [] });
  expect(at(0, 0)).toMatchObject({ lat: null, lon: null, doubts: ['place-zero'] });
  expect(at(91, 10)).toMatchObject({ lat: null, lon: null, doubts: [] });
});

it('a device is named once, with its maker', () => {
  expect(takenFrom({ 'IFD0:Make': 'HUAWEI', 'IFD0:Model': 'P40' }).device).toBe('HUAWEI P40');
  expect(takenFrom({ 'IFD0:Make': 'Canon', 'IFD0:Model': 'Canon EOS 5D', 'IFD0:Software': '水印相机' })).toMatchObject({
    device: 'Canon EOS 5D',
    software: '水印相机',
  });
});
