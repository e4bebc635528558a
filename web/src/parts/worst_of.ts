import type {Protection} from '../api/types';

const order: Protection[] = ['absent', 'unknown', 'optional', 'protected'];
export const worst_of = (grades: Protection[]): Protection => order.find((grade) => grades.includes(grade)) ?? 'unknown';
