/** The promise's own outcome, or the signal's reason as soon as that aborts. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await unlessAborted(over, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Seconds, of `Retry-After` in either of its forms (RFC 9110, section 10.2.3); undefined where there is none. */
export function retryAfter(response: Response): number | undefined {
  const sent = response.headers.get('Retry-After')?.trim();
  if (!sent) return undefined;
  if (/^\d+$/.test(sent)) return Number(sent);
  const date = Date.parse(sent);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}

/** Frees the connection of an answer that nobody reads. Not awaited: of a cloned answer it lasts until its twin is read. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}
