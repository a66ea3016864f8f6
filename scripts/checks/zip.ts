/** Reads the files of a zip archive. */

import { inflateRawSync } from 'node:zlib';

/** The archive's files by name, unpacked; throws if it is not a zip. */
export function readZip(data: Buffer): ReadonlyMap<string, Buffer> {
  const end = data.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error('Not a zip archive.');
  const files = new Map<string, Buffer>();
  let entry = data.readUInt32LE(end + 16);
  for (let left = data.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) =>
      data.readUInt16LE(entry + at),
    ) as [number, number, number];
    const name = data.toString('utf8', entry + 46, entry + 46 + nameLength);
    files.set(name, unpack(data, entry));
    entry += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

function unpack(data: Buffer, entry: number): Buffer {
  const method = data.readUInt16LE(entry + 10);
  const size = data.readUInt32LE(entry + 20);
  const header = data.readUInt32LE(entry + 42);
  const start = header + 30 + data.readUInt16LE(header + 26) + data.readUInt16LE(header + 28);
  const packed = data.subarray(start, start + size);
  return method === 0 ? packed : inflateRawSync(packed);
}
