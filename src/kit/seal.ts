import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Encrypts and authenticates short texts (cursors): a reader learns nothing and can change nothing. The nonce is derived
 * from the text, so that equal texts give equal seals and an unchanged answer keeps its ETag.
 */
export class Seal {
  readonly #cipherKey: Buffer;
  readonly #nonceKey: Buffer;

  constructor(key: Uint8Array) {
    this.#cipherKey = createHmac('sha256', key).update('cipher').digest();
    this.#nonceKey = createHmac('sha256', key).update('nonce').digest();
  }

  seal(text: string): string {
    const nonce = createHmac('sha256', this.#nonceKey).update(text).digest().subarray(0, 12);
    const cipher = createCipheriv('aes-256-gcm', this.#cipherKey, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
  }

  /** Undefined for anything this key did not seal. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < 28 || bytes.length > 4096) return undefined;
    try {
      const nonce = bytes.subarray(0, 12);
      const decipher = createDecipheriv('aes-256-gcm', this.#cipherKey, nonce);
      decipher.setAuthTag(bytes.subarray(12, 28));
      const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      const expected = createHmac('sha256', this.#nonceKey).update(text).digest().subarray(0, 12);
      return timingSafeEqual(nonce, expected) ? text : undefined;
    } catch {
      return undefined;
    }
  }
}
