const FINAL_TEXT = 0x81;
const NOTHING = Buffer.alloc(0);

/** A whole text message of the WebSocket protocol (RFC 6455), as a server sends it: one frame, not masked. */
export const frameOf = (begin: Buffer, end: Buffer): Buffer => framed(begin, end, 0);

/** The frame of a message up to where so many bytes more are still to come. */
export const headOf = (begin: Buffer, more: number): Buffer => framed(begin, NOTHING, more);

function framed(begin: Buffer, end: Buffer, more: number): Buffer {
  const here = begin.length + end.length;
  const length = here + more;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + here);
  frame[0] = FINAL_TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  begin.copy(frame, head);
  end.copy(frame, head + begin.length);
  return frame;
}
