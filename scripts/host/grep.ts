/** Searches all files below a folder for a text in binary form. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Relative paths of files that contain a text in UTF-8 or UTF-16. */
export function grep(folder: string, text: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const wanted = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const bytes = readIfFile(join(folder, name));
    return bytes !== undefined && wanted.some((item) => bytes.includes(item));
  });
}

/** A file's bytes; undefined for folders, sockets and deleted files. */
function readIfFile(path: string): Buffer | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
