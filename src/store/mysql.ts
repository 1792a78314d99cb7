import { Fault } from '../kit/fault.ts';
import type { Driver } from './driver.ts';

export interface MysqlOptions {
  readonly driver: 'mysql';
  readonly url: string;
}

export async function openMysql(_options: MysqlOptions): Promise<Driver> {
  throw new Fault('STORE_UNAVAILABLE', 'MySQL comes with the next commit.');
}
