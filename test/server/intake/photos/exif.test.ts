/** EXIF and XMP values against ExifTool's, and broken files. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTiff } from '../../../../server/intake/photos/exif.ts';
import { readPictureFile } from '../../../../server/intake/photos/picture-file.ts';
import { SHARED, whenShared } from '../intake-bench.ts';

const FOLDER = join(SHARED, 'photos/exif');

/** Read beyond what ExifTool was asked for. */
const MORE = /OffsetTime(Digitized)?$|MapDatum/;
const NOT_READ = /^(ExifTool:Warning|SourceFile)$/;

whenShared('ExifTool', () => {
  it('reads what we read, in every picture of the set', () => {
    const expected = JSON.parse(readFileSync(join(FOLDER, 'exiftool_expected.json'), 'utf8')) as Record<
      string,
      unknown
    >[];
    let pictures = 0;
    let fields = 0;
    for (const values of expected) {
      const path = join(FOLDER, String(values['SourceFile']).replace(/^jpg\//, ''));
      if (!existsSync(path)) continue;
      pictures++;
      const ours = readPictureFile(readFileSync(path))!.exif;
      for (const [name, value] of Object.entries(values).filter(([key]) => !NOT_READ.test(key))) {
        fields++;
        const degrees = name === 'Composite:GPSPosition' ? ['GPS:GPSLatitude', 'GPS:GPSLongitude'] : [];
        if (/GPSL(atitude|ongitude)$/.test(name)) degrees.push(name.replace('Composite', 'GPS'));
        const parts = String(value).split(' ').map(Number);
        degrees.forEach((one, i) => expect(Math.abs(Number(ours[one]) - parts[i]!)).toBeLessThan(1e-12));
        if (degrees.length === 0) expect([path, name, ours[name]]).toEqual([path, name, value]);
      }
      // Nor do we see a time, a place or a camera where ExifTool sees none.
      const invented = Object.keys(ours).filter(
        (key) => /(Date|Latitude|Longitude|Make|Model|Software)/.test(key) && !MORE.test(key) && !(key in values),
      );
      expect([path, invented]).toEqual([path, []]);
    }
    expect([pictures, fields]).toEqual([37, 189]);
  });
});

describe('a TIFF block', () => {
  const block = (bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);

  it('that lies about its offsets and counts gives nothing, at once', () => {
    // A directory that points at itself, and one entry that claims 4 GB of text.
    const looping = block([
      0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0x69, 0x87, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0x0f, 0x01, 2, 0, 255, 255, 255,
      255, 8, 0, 0, 0,
    ]);
    expect(readTiff(looping)).toEqual({});
    const many = new Uint8Array(70_000).fill(0xff);
    many.set([0x4d, 0x4d, 0, 42, 0, 0, 0, 8]);
    expect(readTiff(many)).toEqual({});
    expect(readTiff(block([0x49, 0x49, 42, 0]))).toEqual({});
  });

  it('cut off anywhere is read as far as it goes', () => {
    if (!existsSync(FOLDER)) return;
    const whole = readFileSync(join(FOLDER, 'gps/DSCN0010.jpg'));
    for (let length = 0; length < 3_000; length += 7)
      expect(() => readPictureFile(whole.subarray(0, length))).not.toThrow();
  });
});
