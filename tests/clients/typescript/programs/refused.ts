/** What tsc refuses: each of these would be answered 4XX, or would not be there. It is compiled and never run. */

import { createFacade, type Facade, type Item, type PagedPath, type Schemas } from 'ai-facade-client';

type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const same = <Claim extends true>(): Claim | undefined => undefined;

export async function refused(facade: Facade): Promise<void> {
  // @ts-expect-error: a task that there is not
  await facade.POST('/ai-service', { body: { task: 'sing', texts: ['hello'] } });
  // @ts-expect-error: a task without its texts
  await facade.POST('/ai-service', { body: { task: 'embed' } });
  // @ts-expect-error: a member that the task does not have
  await facade.POST('/ai-service', { body: { task: 'embed', texts: ['hello'], text: 'hello' } });
  // @ts-expect-error: no body where one is required
  await facade.POST('/ai-service');
  // @ts-expect-error: a path that there is not
  await facade.GET('/nothing');
  // @ts-expect-error: a method that the path does not have
  await facade.GET('/ai-service');
  // @ts-expect-error: a method that no path has
  await facade.PATCH('/documents');
  // @ts-expect-error: no parameter where one is required
  await facade.GET('/runs/{runId}');
  // @ts-expect-error: a parameter of another name
  await facade.GET('/runs/{runId}', { params: { path: { documentId: 'a' } } });
  // @ts-expect-error: a filter that the list does not have
  await facade.GET('/documents', { params: { query: { state: 'ready' } } });
  // @ts-expect-error: a status that documents do not have
  facade.iterate('/documents', { params: { query: { status: 'done' } } });
  // @ts-expect-error: items without a nextCursor are no page
  facade.iterate('/usage');
  // @ts-expect-error: a path that has no page
  facade.iterate('/health');
  // @ts-expect-error: a path that needs parameters, and has no page either
  facade.iterate('/runs/{runId}');
  // @ts-expect-error: an answer of which nothing is said, a page among others
  facade.iterate('/models/{proxy}', { params: { path: { proxy: 'v1/models' } } });
  // @ts-expect-error: an option that fetch does not have
  await facade.GET('/health', { retries: 7 });
  const { data } = await facade.POST('/ai-service', { body: { task: 'embed', texts: ['hello'] } });
  // @ts-expect-error: a member of another task's result, before the task is known
  data.label;
  for await (const document of facade.iterate('/documents')) {
    // @ts-expect-error: a member that documents do not have
    document.name;
  }
  // @ts-expect-error: a run is named
  await facade.waitForRun();
}

// @ts-expect-error: neither a token nor credentials
createFacade({ url: 'https://stage.example' });
// @ts-expect-error: credentials without their secret
createFacade({ url: 'https://stage.example', credentials: { clientId: 'a' } });
// @ts-expect-error: no URL
createFacade({ token: 'a' });

same<Same<PagedPath, '/documents' | '/runs'>>();
same<Same<Item<'/runs'>['status'], Schemas['Run']['status']>>();
