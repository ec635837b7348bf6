/** The seam of the layer: what a request goes through on its way, and at the end of it `fetch`. */
export type Send = (request: Request) => Promise<Response>;

/**
 * Makes the same request any number of times. `clone` will not do: when Node.js collects a clone, it cancels the body that
 * the original has kept.
 */
export async function copies(request: Request): Promise<() => Request> {
  const body = BODILESS.has(request.method) ? undefined : await request.arrayBuffer();
  return () => new Request(request, body?.byteLength ? { body } : {});
}

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
