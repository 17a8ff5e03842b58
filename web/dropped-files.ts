/** Files of a drop or a chosen folder, with their paths below it. Hidden files of operating systems are left out. */
export interface ChosenFile {
  file: File;
  /** As its receipt shall name it: `county/checkins/september.csv`. */
  path: string;
}

const isHidden = (path: string): boolean => /(^|\/)(\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i.test(path);

export function chosenFiles(list: FileList | null | undefined): ChosenFile[] {
  return [...(list ?? [])]
    .map((file) => ({ file, path: file.webkitRelativePath || file.name }))
    .filter(({ path }) => !isHidden(path));
}

/** Call while the drop event is handled: the browser empties it afterwards. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<ChosenFile[]> {
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry());
  const plain = chosenFiles(transfer?.files);
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  const files: ChosenFile[] = [];
  for (const entry of entries) if (entry) await collect(entry, files);
  return files;
}

async function collect(entry: FileSystemEntry, files: ChosenFile[]): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  if (isHidden(path)) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    files.push({ file, path });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    // A hundred at a time, until there are none.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    children.push(...some);
  }
  children.sort((a, b) => a.name.localeCompare(b.name));
  for (const child of children) await collect(child, files);
}
