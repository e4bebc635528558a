// The JSON of the service, by subject. Held against docs/api/openapi.yaml by the server's own tests.
export type * from './types/account';
export type * from './types/audit';
export type * from './types/capture';
export type * from './types/case';
export type * from './types/device';
export type * from './types/evidence';
export type * from './types/notice';
export type * from './types/overview';
export type * from './types/run';
