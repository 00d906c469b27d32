/** What ByteWriter wrote, number by number. Throws RangeError past the end; knows nothing of what the numbers mean. */

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#at = from;
  }

  uint(): number {
    const bytes = this.#bytes;
    if (this.#at >= bytes.length) throw new RangeError("read past the end");
    const first = bytes[this.#at++] as number;
    if (first < 128) return first;
    let value = first & 127;
    for (let shift = 7; ; shift += 7) {
      if (this.#at >= bytes.length || shift > 28) throw new RangeError("read past the end");
      const next = bytes[this.#at++] as number;
      value |= (next & 127) << shift;
      if (next < 128) return value;
    }
  }

  int(): number {
    const value = this.uint();
    return value & 1 ? -(value >>> 1) - 1 : value >>> 1;
  }

  /** What `ByteWriter.text` wrote. */
  text(): string {
    const bytes = this.take(this.uint());
    let all = 0;
    for (let at = 0; at < bytes.length; at++) all |= bytes[at] as number;
    let result = "";
    // In ASCII, which nearly all code is, a unit is a byte.
    if (all < 128) {
      for (let at = 0; at < bytes.length; at += chunk) {
        // The library takes any list of numbers; its type says array. Spreading a typed array is ten times slower.
        const part = bytes.subarray(at, at + chunk) as unknown as number[];
        result += String.fromCharCode.apply(null, part);
      }
      return result;
    }
    const units = new ByteReader(bytes, 0);
    while (units.#at < bytes.length) result += String.fromCharCode(units.uint());
    return result;
  }

  /** The next `length` bytes, not a copy. */
  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new RangeError("read past the end");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

/** Arguments of one call: far below what a stack holds. */
const chunk = 4096;
