import type { Driver, TransactionSettings } from 'kysely';
import { type MysqlConnection, statement } from './mysql-connection.ts';

/** Connections for reads: opened when wanted, kept, and given to whoever has waited longest. */
export class MysqlPool implements Driver {
  readonly #open: () => Promise<MysqlConnection>;
  readonly #most: number;
  readonly #idle: MysqlConnection[] = [];
  readonly #waiting: (() => void)[] = [];
  #used = 0;
  #closed = false;

  constructor(open: () => Promise<MysqlConnection>, most: number) {
    this.#open = open;
    this.#most = most;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<MysqlConnection> {
    while (this.#used >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#used++;
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) if (!idle.broken) return idle;
    try {
      return await this.#open();
    } catch (error) {
      this.#free();
      throw error;
    }
  }

  async releaseConnection(connection: MysqlConnection): Promise<void> {
    if (this.#closed) await connection.close();
    else if (!connection.broken) this.#idle.push(connection);
    this.#free();
  }

  async beginTransaction(connection: MysqlConnection, { isolationLevel }: TransactionSettings): Promise<void> {
    const level = isolationLevel ? [statement(`set transaction isolation level ${isolationLevel}`)] : [];
    await connection.query([...level, statement('start transaction read only')]);
  }

  async commitTransaction(connection: MysqlConnection): Promise<void> {
    await connection.query([statement('commit')]);
  }

  async rollbackTransaction(connection: MysqlConnection): Promise<void> {
    if (!connection.broken) await connection.query([statement('rollback')]);
  }

  async destroy(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#idle.splice(0).map((connection) => connection.close()));
  }

  #free(): void {
    this.#used--;
    this.#waiting.shift()?.();
  }
}
