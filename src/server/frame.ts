const FINAL_TEXT = 0x81;

/** How many bytes stand before the payload of a frame. */
export const headLength = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

/** A whole text message of the WebSocket protocol (RFC 6455), as a server sends it: one frame, not masked. Answers where its payload begins. */
export function putHead(bytes: Buffer, at: number, length: number): number {
  const head = headLength(length);
  bytes[at] = FINAL_TEXT;
  if (head === 2) bytes[at + 1] = length;
  else if (head === 4) {
    bytes[at + 1] = 126;
    bytes.writeUInt16BE(length, at + 2);
  } else {
    bytes[at + 1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), at + 2);
  }
  return at + head;
}

/** The frame of a message up to where so many bytes more are still to come. */
export function headOf(begin: Buffer, more: number): Buffer {
  const length = begin.length + more;
  const frame = Buffer.allocUnsafe(headLength(length) + begin.length);
  frame.set(begin, putHead(frame, 0, length));
  return frame;
}
