import type { Arguments, Calls, Init, Operation, PathOf, Success } from './calls.js';

type Data<Path extends PathOf<'get'>> = Success<Operation<Path, 'get'>>['data'];

/** The paths whose GET answers with a page: `items`, and `nextCursor` where there are more. */
export type PagedPath = {
  [Path in PathOf<'get'>]: Data<Path> extends { items: readonly unknown[] }
    ? 'nextCursor' extends keyof Data<Path>
      ? Path
      : never
    : never;
}[PathOf<'get'>];

export type Item<Path extends PagedPath> = Data<Path> extends { items: readonly (infer Found)[] } ? Found : never;

export type Iterate = <Path extends PagedPath>(
  path: Path,
  ...init: Arguments<Omit<Init<Operation<Path, 'get'>>, 'parseAs'>>
) => AsyncGenerator<Item<Path>, void, undefined>;

/** What every path that pages has in common. */
type GetPage = (path: PagedPath, init: PageInit) => Promise<{ data: { items: readonly unknown[]; nextCursor?: string | null } }>;
type PageInit = { params?: { query?: Readonly<Record<string, unknown>> } };

/** Page after page, each asked for when the one before has been read; a break ends it. */
export function iterating(calls: Calls): Iterate {
  const getPage = calls.GET as unknown as GetPage;
  async function* iterate(path: PagedPath, init: PageInit = {}): AsyncGenerator<unknown, void, undefined> {
    let query = init.params?.query;
    for (;;) {
      const { data } = await getPage(path, { ...init, params: { ...init.params, query: { ...query } } });
      yield* data.items;
      if (!data.nextCursor) return;
      query = { ...query, cursor: data.nextCursor };
    }
  }
  // Which item a path has is in the contract, and no longer in a loop that serves them all.
  return iterate as Iterate;
}
