/** `e_ident`: the magic, then 64 bits and little-endian. All machines that Node has builds for, but s390x and AIX. */
const magic = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
/** Fields of a 64-bit ELF header and of a program header, elf(5). */
const fields = { type: 16, machine: 18, programHeaders: 32, entrySize: 54, entries: 56 } as const;
const program = { type: 0, offset: 8, size: 32 } as const;
const elfHeader = 64;
const programHeader = 56;
const executableTypes = new Set([2, 3]);
const interpreterSegment = 3;

export interface ElfOptions {
  /** The start of a file that this machine runs: one for another machine is refused. */
  readonly native: Buffer;
}

/**
 * The dynamic loader that an ELF program asks for.
 *
 * @param start - the first 4 KiB of the file
 * @returns `"none"` for a static program; `undefined` if it is no 64-bit ELF program for this machine, or its start does
 *   not tell
 */
export function elfInterpreter(
  start: Buffer,
  { native }: ElfOptions,
): { readonly path: string } | "none" | undefined {
  if (start.length < elfHeader || !start.subarray(0, magic.length).equals(magic)) return undefined;
  if (start.readUInt16LE(fields.machine) !== native.readUInt16LE(fields.machine)) return undefined;
  if (!executableTypes.has(start.readUInt16LE(fields.type))) return undefined;
  const first = Number(start.readBigUInt64LE(fields.programHeaders));
  const count = start.readUInt16LE(fields.entries);
  const whole =
    start.readUInt16LE(fields.entrySize) === programHeader && first + count * programHeader <= start.length;
  if (!whole || count === 0) return undefined;
  for (let at = first; at < first + count * programHeader; at += programHeader) {
    if (start.readUInt32LE(at + program.type) !== interpreterSegment) continue;
    const offset = Number(start.readBigUInt64LE(at + program.offset));
    const size = Number(start.readBigUInt64LE(at + program.size));
    if (size < 2 || offset + size > start.length) return undefined;
    return { path: start.subarray(offset, offset + size - 1).toString("latin1") };
  }
  return "none";
}
