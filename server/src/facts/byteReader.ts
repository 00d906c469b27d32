/** What ByteWriter wrote, number by number. Throws RangeError past the end; knows nothing of what the numbers mean. */

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#at = from;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
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

  /** The next `length` bytes, not a copy. */
  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new RangeError("read past the end");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
