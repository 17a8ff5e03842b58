/** Which files of a folder or an archive are pictures to look at, by their names. */

export const isPicture = (name: string): boolean =>
  /\.(jpe?g|png|webp|gif|bmp|heic|heif|avif|tiff?)$/i.test(name) && !/(^|\/)(\.|__MACOSX\/)/.test(name);

/** Those below a folder `photos`; all where there is nothing else but pictures. Others illustrate something. */
export function picturesAmong(names: readonly string[], others: number): string[] {
  const pictures = names.filter(isPicture);
  return others === 0 ? pictures : pictures.filter((name) => /(^|\/)(photos|照片)\//i.test(name));
}
