/** The contents of a lease file, and what is known of the window that holds it. */

import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Identifies a window of VS Code uniquely, across restarts and machines. */
export interface WindowIdentity {
  /** The machine since its last start, with its process numbers. */
  readonly host: string;
  readonly window: string;
  readonly pid: number;
  /** When the process began, as the system counts; missing where that cannot be known. */
  readonly started?: string;
}

/** The content of a lease. */
export interface LeaseRecord extends WindowIdentity {
  /** Of the last heartbeat, in milliseconds since the epoch. */
  readonly at: number;
  /** Counts the heartbeats. */
  readonly beat: number;
}

/** A record is written over in place, so all of one window are of this length, in bytes. */
const recordBytes = 512;
/** No system has process numbers above this. */
const maxPid = 2 ** 32 - 1;

/** The bytes of a record. */
export function toRecordBytes(record: LeaseRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record)}\n`.padStart(recordBytes));
}

/** Reads a record; `undefined` while it is being made, or when it is none. */
export function parseRecord(bytes: Uint8Array): LeaseRecord | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    // Half written or damaged: whoever reads it waits for a whole one, or for a change that does not come.
    return undefined;
  }
}

function isRecord(value: unknown): value is LeaseRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { host, window, pid, started, at, beat } = value as Readonly<Record<string, unknown>>;
  return (
    isName(host) &&
    isName(window) &&
    // Zero and negative numbers mean groups of processes to the system.
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

/** This process as the window of that name. */
export function identify(window: string): WindowIdentity {
  const started = processStart(process.pid);
  return {
    host: hostId(),
    window,
    pid: process.pid,
    ...(started === undefined ? {} : { started }),
  };
}

/** Whether the process of a window on this machine is there; `undefined` when it cannot be known from here. */
export function isRunning(other: WindowIdentity, me: WindowIdentity): boolean | undefined {
  if (other.host !== me.host) return undefined;
  if (!isProcess(other.pid)) return false;
  const started = processStart(other.pid);
  // Without a start time the number may have gone to another process; then only heartbeats can tell.
  return started === undefined || other.started === undefined
    ? undefined
    : started === other.started;
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there but belongs to somebody else.
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

/** Ticks since the machine's start, from the 22nd field; the name before it may hold anything but ends with the last `)`. */
function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    // No such file system, or the process has just ended.
    return undefined;
  }
}

/** Containers on one machine may share a folder and its name, but not their process numbers. */
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
    // Not Linux: the name of the machine has to do.
    return '';
  }
}
