import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In CI a missing openssl is a failure, elsewhere a skip that says why. */
export const openssl = spawnSync('openssl', ['version']).status === 0;
if (!openssl && process.env['CI'] === 'true') throw new Error('openssl is not installed');

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** A pair of files for 127.0.0.1: signed by itself, or by another. */
export function certificate(folder: string, name: string, signer?: Certificate): Certificate {
  const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}-key.pem`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1'];
  const signed = signer ? ['-CA', signer.certFile, '-CAkey', signer.keyFile, '-addext', 'basicConstraints=critical,CA:FALSE'] : [];
  const files = ['-keyout', keyFile, '-out', certFile];
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...subject, ...signed]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8'), certFile, keyFile };
}
