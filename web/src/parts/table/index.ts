export type {Column} from './columns';
export {save} from './csv';
export {DataTable} from './data_table';
