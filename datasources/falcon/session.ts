import { Fault } from '../../src/kit/fault.ts';
import { fields, needText } from '../../src/kit/fields.ts';
import { Joined } from '../../src/kit/joined.ts';
import type { Secret } from '../../src/kit/secret.ts';

const UNAUTHORIZED = 401;

interface Answered {
  readonly status: number;
}

/** Who we are to Falcon. Its session never ends by the clock, but a restart or a logout elsewhere takes it away. */
export class Session {
  #header: string | undefined;
  readonly #joined = new Joined();

  constructor(
    private readonly user: string,
    private readonly password: Secret,
    /** Sends a login and answers what Falcon said, or throws its refusal. */
    private readonly login: (body: { readonly name: string; readonly password: string }) => Promise<unknown>,
  ) {}

  /** Asks with the session's header; where that is not known any more, once again after a new login. */
  async with<T extends Answered>(ask: (headers: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
    const header = this.#header ?? (await this.#login());
    const answer = await ask({ apitoken: header });
    if (answer.status !== UNAUTHORIZED) return answer;
    // Somebody else may have logged in meanwhile.
    const again = this.#header !== undefined && this.#header !== header ? this.#header : await this.#login();
    return ask({ apitoken: again });
  }

  #login(): Promise<string> {
    return this.#joined.run('login', async () => {
      this.#header = undefined;
      const said = fields(await this.login({ name: this.user, password: this.password.reveal() }));
      const header = JSON.stringify({ name: needText(said, 'name'), sig: needText(said, 'sig') });
      // It becomes a header: what a header cannot hold would be told in the words of others.
      if (!/^[\x20-\x7e]*$/.test(header)) throw new Fault('UPSTREAM_MALFORMED', 'the session holds what no header can');
      this.#header = header;
      return header;
    });
  }
}
