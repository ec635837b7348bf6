/** Typed client of the AI facade. */

export type { Call, Calls, Init, Success } from './calls.js';
export type { ClientCredentials } from './credentials.js';
export { createFacade, type Facade, type FacadeOptions, type WithCredentials, type WithToken } from './facade.js';
export type { components, operations, paths } from './generated/contract.js';
export type { Item, PagedPath } from './pages.js';
export { ApiProblem } from './problem.js';
export type { EndedRun, WaitOptions } from './runs.js';
export type { Schemas } from './schemas.js';
export type { Token } from './tokens.js';
