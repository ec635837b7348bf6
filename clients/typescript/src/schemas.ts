import type { components } from './generated/contract.js';

/** The contract's own schemas, by name: `Schemas['Document']`. */
export type Schemas = components['schemas'];
