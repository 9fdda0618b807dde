/** Whether the process that trains a run still is there. What is asked of the system is given, for this folder knows no system. */

/** The process that a run's `options.json` names. */
export interface Trainer {
  readonly process: number;
  /** What tells it from a later process of the same number; null where the system does not say, left out by runs of before. */
  readonly born?: string | null | undefined;
}

/** What is asked of the system. */
export interface System {
  /** A file's text. Throws where there is none. */
  read(path: string): string;
  /** Sends signal 0. Throws as `process.kill` does. */
  probe(pid: number): void;
}

/**
 * When a process began, on Linux: the machine's start and the ticks since, field 22 of `/proc/PID/stat` (proc(5)). In a container that is
 * started again numbers of processes come again within seconds. Null elsewhere.
 */
export function birthOf(pid: number, system: System): string | null {
  try {
    // The second field is the program's name in brackets, which may hold spaces and brackets of its own.
    const [, ticks] = /.*\) (?:\S+ ){19}(\d+)/s.exec(system.read(`/proc/${pid}/stat`)) ?? [];
    return ticks === undefined ? null : `${system.read('/proc/sys/kernel/random/boot_id').trim()} ${ticks}`;
  } catch {
    return null;
  }
}

/** Whether a run's process goes on: one of its number is there, and it is no other. */
export function isTraining({ process, born }: Trainer, system: System): boolean {
  try {
    system.probe(process);
  } catch (error) {
    // Somebody else's process may not be asked; it is there.
    if ((error as { readonly code?: string }).code !== 'EPERM') return false;
  }
  const now = born ? birthOf(process, system) : null;
  return now === null || now === born;
}
