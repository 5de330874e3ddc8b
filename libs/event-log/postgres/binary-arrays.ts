/**
 * One-dimensional arrays in the binary form that the server takes for a parameter (`array_recv`): a header of five
 * 32-bit numbers (dimensions, whether there are nulls, the elements' type, their count, the first index), then each
 * element's length and bytes. This saves quoting and parsing.
 */

/** Object ids of the elements' types, from `pg_type`. */
const OID = { integer: 23, text: 25, uuid: 2950 } as const;

const HEADER_BYTES = 20;

export function textArray(values: readonly string[]): Buffer {
  const lengths = values.map((value) => Buffer.byteLength(value));
  const array = allocate(OID.text, values.length, sum(lengths));
  let offset = HEADER_BYTES;
  values.forEach((value, index) => {
    const length = lengths[index] as number;
    array.writeInt32BE(length, offset);
    array.write(value, offset + 4, length, 'utf8');
    offset += 4 + length;
  });
  return array;
}

export function integerArray(values: readonly number[]): Buffer {
  const array = allocate(OID.integer, values.length, values.length * 4);
  let offset = HEADER_BYTES;
  for (const value of values) {
    array.writeInt32BE(4, offset);
    array.writeInt32BE(value, offset + 4);
    offset += 8;
  }
  return array;
}

export function uuidArray(values: readonly string[]): Buffer {
  const array = allocate(OID.uuid, values.length, values.length * 16);
  let offset = HEADER_BYTES;
  for (const value of values) {
    array.writeInt32BE(16, offset);
    array.write(value.replaceAll('-', ''), offset + 4, 16, 'hex');
    offset += 20;
  }
  return array;
}

function allocate(elementType: number, count: number, bytes: number): Buffer {
  const array = Buffer.allocUnsafe(HEADER_BYTES + 4 * count + bytes);
  array.writeInt32BE(count === 0 ? 0 : 1, 0);
  array.writeInt32BE(0, 4);
  array.writeInt32BE(elementType, 8);
  array.writeInt32BE(count, 12);
  array.writeInt32BE(1, 16);
  // An empty array has no dimension, so none is described.
  return count === 0 ? array.subarray(0, 12) : array;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
