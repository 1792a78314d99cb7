const FINAL_TEXT = 0x81;

/** A whole text message of the WebSocket protocol (RFC 6455), as a server sends it: one frame, not masked. */
export const frameOf = (text: string): Buffer => begun(text, Buffer.byteLength(text), 0);

/** The frame of a message that begins with the text, up to where so many bytes more are still to come. */
export const headOf = (text: string, more: number): Buffer => begun(text, Buffer.byteLength(text), more);

function begun(text: string, bytes: number, more: number): Buffer {
  const length = bytes + more;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + bytes);
  frame[0] = FINAL_TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}
