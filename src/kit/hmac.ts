import { createHmac } from 'node:crypto';

/** Signs texts with the key: whoever does not have it can neither make nor change one. 43 characters of base64url. */
export const hmac =
  (key: Uint8Array) =>
  (text: string): string =>
    createHmac('sha256', key).update(text).digest('base64url');
