import { closeSync, openSync, readSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { elfInterpreter } from "./elf-interpreter.ts";

function startOf(file: string): Buffer {
  const descriptor = openSync(file, "r");
  const buffer = Buffer.alloc(4096);
  readSync(descriptor, buffer, 0, buffer.length, 0);
  closeSync(descriptor);
  return buffer;
}

describe.skipIf(process.platform !== "linux")("the loader that a program asks for", () => {
  const native = startOf(process.execPath);

  test("is read from the program of this very process", () => {
    expect(elfInterpreter(native, { native })).toEqual({ path: expect.stringMatching(/^\/lib.*ld.*\.so/) });
  });

  test.each<[string, (elf: Buffer) => void]>([
    ["another machine", (elf) => elf.writeUInt16LE(0x1234, 18)],
    ["32 bits", (elf) => elf.writeUInt8(1, 4)],
    ["big-endian", (elf) => elf.writeUInt8(2, 5)],
    ["an object file", (elf) => elf.writeUInt16LE(1, 16)],
    ["program headers out of reach", (elf) => elf.writeBigUInt64LE(2n ** 60n, 32)],
    ["no program header", (elf) => elf.writeUInt16LE(0, 56)],
    ["odd program headers", (elf) => elf.writeUInt16LE(8, 54)],
    ["no ELF at all", (elf) => elf.fill(0)],
  ])("is unknown for %s", (_, spoil) => {
    const elf = Buffer.from(native);
    spoil(elf);
    expect(elfInterpreter(elf, { native })).toBeUndefined();
  });

  test("is the same or unknown for a file that is cut short, wherever that is", () => {
    const whole = elfInterpreter(native, { native });
    const cut = Array.from({ length: 1024 }, (_, length) =>
      elfInterpreter(native.subarray(0, length), { native }),
    );
    expect(new Set(cut.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([undefined, JSON.stringify(whole)]),
    );
  });
});
