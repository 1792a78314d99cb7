import { rmSync } from 'node:fs';
import { lockNetwork, oneAddress } from './address.ts';
import { makeFolder } from './folder.ts';
import { readOptions } from './options.ts';
import { openSandbox } from './sandbox.ts';

/*
 * `node sandbox/main.ts '{"company":"small"}'`: writes one line of JSON when everything is up, ends when
 * its stdin closes or on SIGTERM. Nothing but that line ever goes to stdout.
 */
const options = readOptions(process.argv[2]);
console.log = console.error;

const network = options.oneAddress ? oneAddress() : await lockNetwork();
const folder = options.stateDir ?? makeFolder();
const sandbox = await openSandbox(options, network, folder);

let ending = false;
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await sandbox.close();
  network.release();
  if (options.stateDir === undefined) rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

process.on('SIGTERM', () => void end(0));
process.on('SIGINT', () => void end(0));
process.stdin.on('end', () => void end(0));
process.stdin.on('error', () => void end(0));
process.stdin.resume();
process.on('uncaughtException', (error) => {
  console.error(error);
  void end(1);
});

process.stdout.write(`${JSON.stringify({ ready: true, ...sandbox.places })}\n`);
