/** The content of a lease file, and whether its window is alive. */

import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Identifies a VS Code window uniquely, across restarts and machines. */
export interface WindowIdentity {
  /** The machine and boot that the process id belongs to. */
  readonly host: string;
  readonly window: string;
  readonly pid: number;
  /** The system's start time of the process; missing if unknown. */
  readonly started?: string;
}

/** The content of a lease file. */
export interface LeaseRecord extends WindowIdentity {
  /** Time of the last heartbeat, in milliseconds since the epoch. */
  readonly at: number;
  /** Heartbeat counter. */
  readonly beat: number;
}

/** Records are overwritten in place, so they have a fixed length, in bytes. */
const recordBytes = 512;
/** The highest process id of any system. */
const maxPid = 2 ** 32 - 1;

/** Serializes a record. */
export function toRecordBytes(record: LeaseRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record)}\n`.padStart(recordBytes));
}

/** Parses a record; `undefined` if it is incomplete or invalid. */
export function parseRecord(bytes: Uint8Array): LeaseRecord | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    // Partially written or damaged; the reader waits for a complete record or until the file counts as dead.
    return undefined;
  }
}

function isRecord(value: unknown): value is LeaseRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { host, window, pid, started, at, beat } = value as Readonly<Record<string, unknown>>;
  return (
    isName(host) &&
    isName(window) &&
    // Zero and negative process ids address process groups.
    Number.isInteger(pid) &&
    Number(pid) > 0 &&
    Number(pid) <= maxPid &&
    (started === undefined || isName(started)) &&
    Number.isFinite(at) &&
    Number.isFinite(beat)
  );
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** The identity of this process as the named window. */
export function identify(window: string): WindowIdentity {
  const started = processStart(process.pid);
  return {
    host: hostId(),
    window,
    pid: process.pid,
    ...(started === undefined ? {} : { started }),
  };
}

/** Whether a window's process is running; `undefined` if that cannot be determined from here. */
export function isRunning(other: WindowIdentity, me: WindowIdentity): boolean | undefined {
  if (other.host !== me.host) return undefined;
  if (!isProcess(other.pid)) return false;
  const started = processStart(other.pid);
  // Without a start time, the process id may have been reused, so only heartbeats count.
  return started === undefined || other.started === undefined
    ? undefined
    : started === other.started;
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process exists but belongs to another user.
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

/** Ticks since boot, the 22nd field; the process name before it may contain anything but ends with the last `)`. */
function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    // There is no `/proc`, or the process has just exited.
    return undefined;
  }
}

/** Containers on one machine may share its name, but not its process ids. */
function hostId(): string {
  const parts = [
    hostname(),
    tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    tryRead(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

function tryRead(read: () => string): string {
  try {
    return read().trim();
  } catch {
    // On other systems, the host name has to suffice.
    return '';
  }
}
