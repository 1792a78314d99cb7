import { hash } from 'node:crypto';

/** A fixed-length key for text of any length; the parts keep their borders. */
export const hashOf = (...parts: readonly string[]): string => hash('sha256', JSON.stringify(parts), 'base64url');
