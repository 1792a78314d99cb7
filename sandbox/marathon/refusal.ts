import type { Json } from '../web.ts';

/** A request that Marathon answers with an error; `more` stands beside `message` in the body. */
export class Refusal extends Error {
  readonly status: number;
  readonly more: { readonly [key: string]: Json };

  constructor(status: number, message: string, more: { readonly [key: string]: Json } = {}) {
    super(message);
    this.status = status;
    this.more = more;
  }
}

export const noApp = (id: string) => new Refusal(404, `App '${id}' does not exist`);
export const noGroup = (id: string) => new Refusal(404, `Group '${id}' does not exist`);
export const noTask = (id: string) => new Refusal(404, `Task '${id}' does not exist`);
export const noDeployment = (id: string) => new Refusal(404, `DeploymentPlan ${id} does not exist`);
