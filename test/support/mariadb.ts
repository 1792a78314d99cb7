export const mariadbInstalled = false;
export async function startMariadb(): Promise<{ url(database: string): string; create(): Promise<string>; stop(): Promise<void> }> {
  throw new Error('soon');
}
